import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandboxApp } from './app.js';
import { createLiveFaults, type LiveFaults } from './faults.js';
import { openJournal } from './journal.js';
import { apply, record } from './record.js';
import { runJob } from './run-job.js';
import { SandboxError } from './sandbox-error.js';
import type { Job, Ledger, SandboxSettings, SandboxState } from './state.js';
import { loadTemplates } from './templates.js';

export interface SandboxOptions extends Partial<SandboxSettings> {
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Base of the URLs that it gives, of files above all; absent: where it listens, as this machine reaches it. */
  publicUrl?: string;
  /** Keeps jobs, ledger and callbacks over a restart; absent: in memory. */
  file?: string;
  /** JSON of more templates and save tokens. */
  templatesFile?: string;
}

export interface Sandbox {
  /** Base of the URLs that it gives. */
  url: string;
  /** Where this machine reaches it. */
  localUrl: string;
  port: number;
  token: string;
  /** Live: what was called, accepted, delivered and paid so far. */
  ledger: Ledger;
  /** Live: the accepted jobs by their ids. */
  jobs: ReadonlyMap<string, Job>;
  faults: Pick<LiveFaults, 'set' | 'clear'>;
  /** Adds credits to the account. */
  addCredits(credits: number): void;
  /** Ends all deliveries and connections; resolves when nothing of the sandbox is left. */
  close(): Promise<void>;
}

const DEFAULTS: SandboxSettings = {
  token: 'sandbox-token',
  speed: 1,
  renderMs: 300,
  credits: 1_000_000,
  strict: false,
};

/** Starts a stand-in of the Printess Backend API in this process. Throws `SandboxError` where the port is taken or a file is not its own. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, publicUrl, file, templatesFile, ...settings } = options;
  const journal = file === undefined ? undefined : openJournal(file);
  const state: SandboxState = {
    options: { ...DEFAULTS, ...settings },
    jobs: new Map(),
    files: new Map(),
    ledger: { calls: {}, accepted: [], deliveries: [], unknownProperties: [], creditsUsed: 0 },
    undelivered: new Map(),
    live: createLiveFaults(),
    templates: loadTemplates(templatesFile),
    keep: journal?.keep ?? (() => undefined),
    closing: new AbortController(),
    url: '',
  };
  // Every waiting delivery listens for the end.
  setMaxListeners(0, state.closing.signal);
  for (const event of journal?.events ?? []) apply(state, event);

  const server = createServer(createSandboxApp(state));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is in use: stop what listens there' : cause.message;
      reject(
        new SandboxError(`The sandbox cannot listen on ${inUrl(host)}:${port}: ${why}, or set SANDBOX_PORT.`, {
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const localUrl = `http://${inUrl(reachable(host))}:${actual}`;
  state.url = publicUrl ?? localUrl;
  for (const job of state.jobs.values()) void runJob(state, job).catch(() => undefined);

  return {
    url: state.url,
    localUrl,
    port: actual,
    token: state.options.token,
    ledger: state.ledger,
    jobs: state.jobs,
    faults: state.live,
    addCredits: (added) => record(state, { type: 'credits', added }),
    close: () =>
      new Promise((resolve) => {
        state.closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An address to listen on that stands for all of this machine's is none to go to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** An IPv6 address stands in brackets before a port. */
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host);
