import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { NO_TRACING, workflowCode } from '../../src/worker/index.js';
import type { Running } from '../support/processes.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { until } from '../support/until.js';
import { SECRET, startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';

// Traces of real processes, as a small collector takes them: OTLP over HTTP, as JSON.

interface Span {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}
interface Body {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<Span, 'service'>[] }[];
  }[];
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CANARY = 'Ada-Lovelace-12-Acacia-Avenue';
const API_KEY = 'key-of-the-default-shop-0001';

const bodies: string[] = [];
let collector: Server;
let world: ProcessWorld;
let worker: Running;
let api: string;

beforeAll(async () => {
  installQuietRuntime();
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  world = await startProcessWorld({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: '200',
    ORDERS_API_KEYS: `default:${API_KEY}`,
    ORDERS_API_PORT: '0',
  });
  worker = await world.startWorker();
  api = `http://127.0.0.1:${/orders API on port (\d+)/.exec(world.server.stderr())?.[1] ?? ''}`;
});
afterAll(async () => {
  await world.close();
  collector.closeAllConnections();
  collector.close();
});

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    (JSON.parse(body) as Body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })));
    }),
  );

const spanOf = (name: string, traceId?: string) =>
  until(
    `the span ${name}; there are ${spans()
      .map((span) => span.name)
      .join(', ')}`,
    () => spans().find((span) => span.name === name && (traceId === undefined || span.traceId === traceId)),
  );

async function order(orderId: string, template: string, headers: Record<string, string> = {}): Promise<void> {
  const items = [{ itemId: 'a', templateName: template, vdp: { form: { name: CANARY } } }];
  const answer = await fetch(`${api}/v1/orders/${orderId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ items }),
  });
  expect(answer.status).toBe(201);
}

const produced = (orderId: string) =>
  until('it to be produced', async () => (await world.show(orderId))?.state === 'produced');

describe('a trace', () => {
  it('leads from the shop’s request through the workflow to the paid call, and from the callback to its signal', async () => {
    await order('traced', 'poster', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
    await produced('traced');
    const chain = [
      ['PUT /v1/orders/:orderId', 'printess-production-server'],
      ['StartWorkflow:productionOrder', 'printess-production-server'],
      ['RunWorkflow:productionOrder', 'printess-production-worker'],
      ['StartActivity:produce', 'printess-production-worker'],
      ['RunActivity:produce', 'printess-production-worker'],
    ] as const;
    let parent = '00f067aa0ba902b7';
    for (const [name, service] of chain) {
      const span = await spanOf(name, TRACE);
      expect({ name, service: span.service, parent: span.parentSpanId }).toEqual({ name, service, parent });
      parent = span.spanId;
    }
    const callback = await spanOf('POST /callbacks/printess/:token');
    const signal = await spanOf('SignalWorkflow:printessCallback', callback.traceId);
    expect(signal.parentSpanId).toBe(callback.spanId);
    expect((await spanOf('HandleSignal:printessCallback', callback.traceId)).parentSpanId).toBe(signal.spanId);
  });

  it('stands in the log beside what it is about', () => {
    const lines = worker
      .stderr()
      .split('\n')
      .filter((line) => line.includes('Printess has answered produce'));
    expect(lines.map((line) => (JSON.parse(line) as { trace_id?: string }).trace_id)).toEqual([TRACE]);
  });

  it('may begin before a worker traces and go on after it no longer does: the order is the same', async () => {
    await order('mixed', 'fault:late-callback');
    const rendering = async () => (await world.show('mixed'))?.items[0]?.state === 'rendering';
    await until('it to render', rendering);
    await worker.end('SIGTERM');
    worker = await world.startWorker({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    await produced('mixed');
    await worker.end('SIGTERM');
    worker = await world.startWorker();
    expect((await world.show('mixed'))?.items[0]).toMatchObject({ state: 'produced', produceCalls: 1 });
    expect(worker.stderr() + worker.stdout()).not.toContain('unregistered');

    // Without a word of the trace its history replays just so.
    const history = await world.client.workflow.getHandle('printess-default-traced').fetchHistory();
    expect(JSON.stringify(history)).toContain('_tracer-data');
    for (const event of history.events ?? []) {
      delete event.workflowExecutionStartedEventAttributes?.header;
      delete event.workflowExecutionSignaledEventAttributes?.header;
    }
    await Worker.runReplayHistory({ ...(await workflowCode()), ...NO_TRACING }, history, 'printess-default-traced');
  });

  it('tells each span once, whatever is replayed, and neither token, nor callback URL, nor form data', async () => {
    await world.show('traced');
    await worker.end('SIGTERM');
    const ids = spans().map(({ traceId, spanId }) => `${traceId} ${spanId}`);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    for (const secret of [TOKEN, SECRET, API_KEY, CANARY, 'callbacks/printess/']) {
      const told = bodies.join('\n').replaceAll('callbacks/printess/:token', '');
      expect(told.includes(secret) && secret).toBe(false);
    }
  });
});

describe('a process without OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it('sends nothing', async () => {
    const before = bodies.length;
    worker = await world.startWorker({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    await world.submit({ orderId: 'untraced', items: [{ itemId: 'a', templateName: 'poster' }] });
    await produced('untraced');
    await worker.end('SIGTERM');
    expect(bodies.slice(before).filter((body) => body.includes('printess-production-worker'))).toEqual([]);
  });

  it('loads nothing of OpenTelemetry’s SDK', async () => {
    const lib = (path: string) => JSON.stringify(new URL(`../../lib/${path}`, import.meta.url).href);
    const script =
      `import { createRequire } from 'node:module'; import { startTracing } from ${lib('tracing/start-tracing.js')};` +
      `await import(${lib('worker/index.js')}); await import(${lib('server/index.js')}); await startTracing('worker', {});` +
      `console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => /opentelemetry.(sdk|exporter)/.test(path)).length)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    });
    expect(stdout.trim()).toBe('0');
  });
});
