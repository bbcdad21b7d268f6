import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { createClient } from '../../src/client/index.js';
import type { CallbackReport } from '../../src/contract/outcome.js';
import { workflowId } from '../../src/contract/workflow-id.js';
import { mintToken } from '../../src/printess/callback-token.js';
import { ensureTemporalCli, startTemporalServer, type TemporalServer } from '../../src/temporal-server/index.js';
import { createProcesses, type Running } from './processes.js';

/** A server process with its doors. */
export interface Doors {
  callbackUrl: string;
  ordersUrl: string;
  opsUrl: string;
  pid: number;
  process: Running;
}

/** A Temporal that no worker asks for work, and server processes before it. */
export interface DoorsWorld {
  client: Client;
  temporal: TemporalServer;
  startServer: (extra?: NodeJS.ProcessEnv) => Promise<Doors>;
  /** Starts an order with as many items; resolves with its id. */
  startOrder: (items?: number, shop?: string) => Promise<string>;
  /** The reports that an order was sent. */
  reports: (orderId: string) => Promise<CallbackReport[]>;
  close: () => Promise<void>;
}

export const SECRET = 'd'.repeat(40);
export const NORTH = 'key-of-the-north-shop-0001';
export const SOUTH = 'key-of-the-south-shop-0002';
const { EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED } = proto.temporal.api.enums.v1.EventType;

export async function startDoors(): Promise<DoorsWorld> {
  const temporal = await startTemporalServer({ cli: await ensureTemporalCli() });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const processes = createProcesses({
    TEMPORAL_ADDRESS: temporal.address,
    CALLBACK_HOST: '127.0.0.1',
    CALLBACK_PORT: '0',
    CALLBACK_KEYS: `doors:${SECRET}`,
    ORDERS_API_KEYS: `north:${NORTH},south:${SOUTH}`,
    ORDERS_API_PORT: '0',
    OPS_PORT: '0',
    STOP_GRACE: '0s',
  });
  return {
    client,
    temporal,
    async startServer(extra) {
      const running = await processes.start(['server'], /health and metrics on port/, extra);
      const port = (of: RegExp) => `http://127.0.0.1:${of.exec(running.stderr())?.[1] ?? ''}`;
      return {
        callbackUrl: port(/Callbacks on port (\d+)/),
        ordersUrl: port(/orders API on port (\d+)/),
        opsUrl: port(/health and metrics on port (\d+)/),
        pid: running.child.pid ?? 0,
        process: running,
      };
    },
    async startOrder(items = 1, shop = 'north') {
      const orderId = `d-${randomUUID().slice(0, 13)}`;
      await createClient(client, { shop }).submit({
        orderId,
        items: Array.from({ length: items }, (_, n) => ({ itemId: `i${n}`, templateName: 'poster' })),
      });
      return orderId;
    },
    async reports(orderId) {
      const { events } = await client.workflow.getHandle(workflowId('north', orderId)).fetchHistory();
      return (events ?? [])
        .filter(({ eventType }) => eventType === EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        .map(({ workflowExecutionSignaledEventAttributes: signal }) =>
          client.options.loadedDataConverter.payloadConverter.fromPayload(signal?.input?.payloads?.[0] ?? {}),
        );
    },
    async close() {
      await processes.endAll();
      await connection.close();
      await temporal.stop();
    },
  };
}

/** The URL that Printess would call for an item of shop north. */
export function callbackPath(orderId: string, itemId = 'i0', generation = 1): string {
  const token = mintToken([{ kid: 'doors', secret: SECRET }], { shop: 'north', orderId, itemId, generation });
  return `/callbacks/printess/${token}`;
}

/** A file where files may lie. */
export const file = (name: string | number): string => `https://files.printess.com/output/${name}.pdf`;

/** A callback's body. */
export const callback = (result: object = { r: { preview: file('a') } }, rest: object = {}): string =>
  JSON.stringify({ jobId: 'j', isFailure: false, result, ...rest });

/** POST of a callback's body over a connection of its own, as Printess sends it; the status. */
export async function deliver(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<number> {
  const length = Buffer.byteLength(body);
  const request = http.request(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': length, ...headers },
  });
  // What breaks after the answer is nobody's business.
  request.on('error', () => undefined).end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}
