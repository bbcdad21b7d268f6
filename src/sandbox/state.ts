import type { FaultName, LiveFaults } from './faults.js';
import type { ProduceRequest } from './produce-request.js';
import type { Templates } from './templates.js';

/** All that a sandbox knows. What has to survive a restart changes by `record` alone. */
export interface SandboxState {
  options: SandboxSettings;
  /** By jobId, in the order of acceptance. */
  jobs: Map<string, Job>;
  /** Output file's name → its job. */
  files: Map<string, Job>;
  ledger: Ledger;
  /** JobId → attempts at its callback that have failed so far. */
  undelivered: Map<string, number>;
  live: LiveFaults;
  templates: Templates;
  /** Keeps an event, where the state is kept in a file. */
  keep: (event: object) => void;
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
  /** ISO 8601. */
  createdOn: string;
  finishedOn?: string;
  state: 'rendering' | 'succeeded' | 'failed' | 'vanished';
  failure?: string;
  files: OutputFile[];
  /** A later job of the same order record has taken its place in the list. */
  replaced?: true;
  /** Its callbacks are delivered, or given up. */
  told?: true;
  /** Status calls of the last seconds, for throttling a loop. */
  asked?: { since: number; calls: number };
}

export interface OutputFile {
  document: string;
  name: string;
  type: 'pdf' | 'png' | 'jpg';
  pages: number;
  widthMm: number;
  heightMm: number;
  /** Of a picture: its page, from 0. */
  index?: number;
}

/** Where tests and people count money. */
export interface Ledger {
  /** Requests by path. */
  calls: Record<string, number>;
  /** Accepted jobs, each paid. */
  accepted: AcceptedEntry[];
  /** Attempts at delivering callbacks. */
  deliveries: Delivery[];
  /** Properties of produce requests that the API does not know. */
  unknownProperties: string[];
  creditsUsed: number;
}

export interface Delivery {
  jobId: string;
  attempt: number;
  /** ISO 8601. */
  at: string;
  status?: number;
  error?: string;
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
