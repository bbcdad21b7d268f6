import type { FaultName, LiveFaults } from './faults.js';
import type { ProduceRequest } from './produce-request.js';

/** All that a sandbox knows, in memory. */
export interface SandboxState {
  options: SandboxSettings;
  jobs: Map<string, Job>;
  ledger: Ledger;
  live: LiveFaults;
  /** Ends timers and deliveries when the sandbox is closed. */
  closing: AbortController;
  /** The sandbox's own base URL. */
  url: string;
}

export interface SandboxSettings {
  token: string;
  /** Divides the waits of redelivery. */
  speed: number;
  renderMs: number;
  credits: number;
  strict: boolean;
}

export interface Job {
  jobId: string;
  /** The order record's id (not the shop's). */
  orderId: string;
  request: ProduceRequest;
  faults: FaultName[];
  createdOn: Date;
  finishedOn?: Date;
  state: 'rendering' | 'succeeded' | 'failed' | 'vanished';
  files: OutputFile[];
}

export interface OutputFile {
  document: string;
  name: string;
  pages: number;
  /** Which variable-data record it shows, from 1. */
  record?: number;
}

/** Where tests and people count money. */
export interface Ledger {
  /** Requests by path. */
  calls: Record<string, number>;
  /** Accepted jobs, each paid. */
  accepted: AcceptedEntry[];
  /** Attempts at delivering callbacks. */
  deliveries: { jobId: string; attempt: number; status?: number; error?: string }[];
  /** Properties of produce requests that the API does not know. */
  unknownProperties: string[];
  creditsUsed: number;
}

export interface AcceptedEntry {
  jobId: string;
  externalOrderId?: string;
  metaData?: string;
  templateName: string;
  at: string;
  /** Whether the answer has left whole. */
  answered: boolean;
}
