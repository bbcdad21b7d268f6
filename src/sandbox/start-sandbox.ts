import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandboxApp } from './app.js';
import { createLiveFaults, type LiveFaults } from './faults.js';
import type { Job, Ledger, SandboxSettings, SandboxState } from './state.js';

export interface SandboxOptions extends Partial<SandboxSettings> {
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
}

export interface Sandbox {
  url: string;
  port: number;
  token: string;
  /** Live: what was called, accepted, delivered and paid so far. */
  ledger: Ledger;
  jobs: ReadonlyMap<string, Job>;
  faults: Pick<LiveFaults, 'set' | 'clear'>;
  /** Adds credits to the account. */
  addCredits(credits: number): void;
  /** Ends all deliveries and connections; resolves when nothing of the sandbox is left. */
  close(): Promise<void>;
}

/** Starts a stand-in of the Printess Backend API in this process, its state in memory. Throws where the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, ...settings } = options;
  const state: SandboxState = {
    options: { token: 'sandbox-token', speed: 1, renderMs: 300, credits: 1_000_000, strict: false, ...settings },
    jobs: new Map(),
    ledger: { calls: {}, accepted: [], deliveries: [], unknownProperties: [], creditsUsed: 0 },
    live: createLiveFaults(),
    closing: new AbortController(),
    url: '',
  };
  // Every waiting delivery listens for the end.
  setMaxListeners(0, state.closing.signal);
  const server = createServer(createSandboxApp(state));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is in use: stop what listens there' : cause.message;
      reject(new Error(`The sandbox cannot listen on ${host}:${port}: ${why}, or set SANDBOX_PORT.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  state.url = `http://${host}:${actual}`;

  return {
    url: state.url,
    port: actual,
    token: state.options.token,
    ledger: state.ledger,
    jobs: state.jobs,
    faults: state.live,
    addCredits: (credits) => (state.options.credits += credits),
    close: () =>
      new Promise((resolve) => {
        state.closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
