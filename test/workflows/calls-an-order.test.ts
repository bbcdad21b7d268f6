import { describe, expect, it } from '@jest/globals';
import { ensureTemporalCli, freePort, startTemporalServer } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';
import { withLedger, type LedgerWorld } from '../support/with-ledger.js';

const LIST = '/orders/list';
const posters = (items: number) => Array.from({ length: items }, () => 'poster');

/** What Printess is asked until so many items are produced, by paths. */
async function askedFor({ order, sandbox }: LedgerWorld, items: number): Promise<Record<string, number>> {
  const before = { ...sandbox.ledger.calls };
  // A machine that is busy with something else answers later than the quick waits allow.
  await (await order(posters(items), { policy: {} })).handle.result();
  const calls = Object.entries(sandbox.ledger.calls).map(
    ([path, count]) => [path, count - (before[path] ?? 0)] as const,
  );
  return Object.fromEntries(calls.filter(([, count]) => count > 0));
}

describe('what an order asks of Printess', () => {
  it('one item: a list lookup and the paid call; what is free about its template, once for many orders', async () => {
    await withLedger(async (world) => {
      expect(await askedFor(world, 1)).toEqual({
        [LIST]: 1,
        '/template/exists': 1,
        '/template/formFields/list': 1,
        '/production/produce': 1,
      });
      expect(await askedFor(world, 1)).toEqual({ [LIST]: 1, '/production/produce': 1 });
    });
  });

  it('500 items: at most 10 list calls, and each paid call once', async () => {
    await withLedger(async (world) => {
      const calls = await askedFor(world, 500);
      expect(calls['/production/produce']).toBe(500);
      expect(calls[LIST]).toBeLessThanOrEqual(10);
    });
  });

  it('60 items whose calls all go unanswered, looked for twice and sent again: at most two list calls an item', async () => {
    await withLedger(async (world) => {
      const { order, paid, ended, sandbox } = world;
      // By these the list proves that it would show the others.
      await askedFor(world, 10);
      const before = sandbox.ledger.calls[LIST] ?? 0;
      sandbox.faults.set('error-502', 60);
      const { orderId } = await order(posters(60), { policy: { httpTimeout: '5s', settleTime: '1s' } });
      await ended(orderId);
      expect(paid(orderId)).toHaveLength(60);
      const calls = (sandbox.ledger.calls[LIST] ?? 0) - before;
      process.stderr.write(`60 unanswered calls: ${calls} list calls\n`);
      expect(calls).toBeLessThanOrEqual(120);
    });
  });
});

/** Requests of clients and workers that a Temporal server has served, by their operation, without polls and health. */
async function served(metricsUrl: string): Promise<Record<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  const counts: Record<string, number> = {};
  for (const [, labels = '', value = ''] of text.matchAll(/^service_requests\{(.*)\} (\d+)$/gm)) {
    const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const operation = label('operation');
    if (label('service_name') !== 'frontend' || label('namespace') !== 'default') continue;
    if (/^(Poll|RecordWorkerHeartbeat|DescribeNamespace|GetWorkflowExecutionHistory)/.test(operation)) continue;
    counts[operation] = (counts[operation] ?? 0) + Number(value);
  }
  return counts;
}

describe('what an order asks of Temporal', () => {
  it('one item, by callback: 6 requests beside polls: start, three workflow tasks, an activity, a signal', async () => {
    const port = await freePort();
    const flags = ['--metrics-port', String(port)];
    const temporal = await startTemporalServer({ cli: await ensureTemporalCli(), flags });
    try {
      await withLedger(
        async (world) => {
          await askedFor(world, 1);
          const counted = await until('the server to have counted', async () => {
            const counts = await served(`http://127.0.0.1:${port}/metrics`);
            return (counts['RespondWorkflowTaskCompleted'] ?? 0) >= 3 && counts;
          });
          expect(counted).toEqual({
            StartWorkflowExecution: 1,
            RespondWorkflowTaskCompleted: 3,
            RespondActivityTaskCompleted: 1,
            SignalWorkflowExecution: 1,
          });
        },
        { renderMs: 300, server: { address: temporal.address, namespace: 'default' } },
      );
    } finally {
      await temporal.stop();
    }
  });
});
