import type { Client } from '@temporalio/client';
import type { Policy } from '../contract/policy.js';

/** What every call of one production client shares. */
export interface Scope {
  temporal: Client;
  shop: string;
  options: { policy?: Policy; webUiUrl?: string; runbookUrl?: string; events?: boolean };
}
