import type { Client } from '@temporalio/client';
import type { Policy } from '../contract/policy.js';

/** What every call of one production client shares. */
export interface Scope {
  temporal: Client;
  shop: string;
  options: {
    policy?: Policy;
    webUiUrl?: string;
    runbookUrl?: string;
    by?: string;
    events?: boolean | ((shop: string) => boolean);
    cursorSecret?: string;
  };
}

/** Whether a shop's orders notify it by events. */
export function wantsEvents({ options: { events = false } }: Scope, shop: string): boolean {
  return typeof events === 'function' ? events(shop) : events;
}
