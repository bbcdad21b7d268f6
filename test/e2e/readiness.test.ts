import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

// A process that cannot do its work says so, and why, as long as that lasts.

let world: ProcessWorld;
let worker: Running;
let ports: { worker: string; server: string };

beforeAll(async () => {
  world = await startProcessWorld({ PRINTESS_HTTP_TIMEOUT: '5s' });
  worker = await world.startWorker();
  const other = await world.processes.start(['server', '--only', 'callbacks'], /Callbacks on port/, {
    CALLBACK_PORT: '0',
  });
  const portOf = (running: Running) => /health(?: and metrics)? on port (\d+)/.exec(running.stderr())?.[1] ?? '';
  ports = { worker: portOf(worker), server: portOf(other) };
});
afterAll(() => world.close());

async function ready(process: keyof typeof ports): Promise<{ status: number; body: unknown; ms: number }> {
  const started = performance.now();
  const answer = await fetch(`http://127.0.0.1:${ports[process]}/readyz`);
  return { status: answer.status, body: await answer.json(), ms: performance.now() - started };
}

describe.each(['worker', 'server'] as const)('a %s', (name) => {
  it('is not ready while Temporal is frozen, says so within seconds, and is ready again by itself', async () => {
    expect(await ready(name)).toMatchObject({ status: 200, body: { status: 'ok' } });
    process.kill(world.temporalPid, 'SIGSTOP');
    try {
      const frozen = await ready(name);
      expect(frozen).toMatchObject({
        status: 503,
        body: { failed: ['temporal'], why: { temporal: 'Temporal does not answer within 2 s.' } },
      });
      expect(frozen.ms).toBeLessThan(5_000);
      const alive = await fetch(`http://127.0.0.1:${ports[name]}/healthz`);
      expect(alive.status).toBe(200);
    } finally {
      process.kill(world.temporalPid, 'SIGCONT');
    }
    await until('it to be ready again', async () => (await ready(name)).status === 200);
  });
});

describe('a worker that is asked to end with a call in flight', () => {
  it('is not ready, brings the call home, and ends with 0', async () => {
    await world.submit({ orderId: 'in-flight', items: [{ itemId: 'a', templateName: 'fault:slow-answer' }] });
    await until('the call to be in flight', async () => (await world.ledger()).accepted.length > 0);
    const ended = worker.end('SIGTERM');
    const leaving = await until('it to be leaving', async () => {
      const seen = await ready('worker');
      return seen.status === 503 && seen;
    });
    expect(leaving.body).toEqual({
      status: 'not ready',
      failed: ['stopping'],
      why: { stopping: 'The worker is stopping.' },
    });
    expect(await ended).toBe(0);
    worker = await world.startWorker();
    const view = await until('its end', async () => {
      const seen = await world.show('in-flight');
      return seen?.state === 'produced' && seen;
    });
    expect(view.items[0]?.produceCalls).toBe(1);
    expect((await world.ledger()).accepted).toHaveLength(1);
  });
});
