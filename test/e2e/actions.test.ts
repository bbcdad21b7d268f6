import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemView } from '../../src/contract/view.js';
import { until } from '../support/until.js';
import { startProcessWorld, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// The operator's hand on the command line.

let world: ProcessWorld;
beforeAll(async () => {
  world = await startProcessWorld();
  await world.startWorker();
});
afterAll(() => world.close());

const run = (...args: string[]) => world.processes.run(args);
const item = async (orderId: string): Promise<ItemView | undefined> => (await world.show(orderId))?.items[0];

async function orderWith(templateName: string, wanted: (view: ItemView) => boolean): Promise<string> {
  const orderId = `a-${randomUUID().slice(0, 8)}`;
  await world.submit({ orderId, items: [{ itemId: 'mug', templateName }] });
  await until(`${templateName} to be as wanted`, async () => {
    const view = await item(orderId);
    return view !== undefined && wanted(view);
  });
  return orderId;
}
const inAttention = (view: ItemView) => view.state === 'attention';

describe('the command line', () => {
  it('setup creates the search attributes, is harmless to repeat, and names the lists to keep', async () => {
    const ran = await run('setup');
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('All search attributes are there')]);
    for (const name of ['needs a person', 'waits - overdue', 'ended - not produced', 'shops not notified'])
      expect(ran.stderr).toContain(`Printess ${name}: http`);
    expect(ran.stderr).toContain('add PrintessState, PrintessAttention, PrintessShop, and remove Run ID, Type');
  });

  it('lists what needs a person, and retries it', async () => {
    await world.fault('refuse', 1);
    const orderId = await orderWith('poster', inAttention);
    await until('the list to show it', async () =>
      (await run('list', '--attention', 'refused')).stdout.includes(orderId),
    );
    expect(viewsOf(await run('list', '--state', 'attention', '--json')).map((view) => view.orderId)).toContain(orderId);
    expect((await run('list', '--attention', 'overdue', '--exit-code')).code).toBe(0);
    expect(await run('list', '--attention', 'refused', '--exit-code')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(orderId),
    });
    expect((await run('retry', orderId, 'mug')).code).toBe(0);
    const waited = await run('wait', orderId, '--json');
    expect([waited.code, viewsOf(waited)[0]?.items[0]?.generation]).toEqual([0, 2]);
    const again = await run('retry', orderId, 'mug');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('only a reprint orders it again')]);
  });

  it('abandons, and says in a sentence what is not possible', async () => {
    const orderId = await orderWith('fault:fail-render', inAttention);
    const approved = await run('approve', orderId, 'mug', '--reason', 'fine');
    expect([approved.code, approved.stderr]).toEqual([
      1,
      expect.stringContaining('possible now: retryItem, adoptJob, abandonItem'),
    ]);
    expect((await run('abandon', orderId, 'mug', '--reason', 'the customer gave up')).code).toBe(0);
    expect((await item(orderId))?.decisions?.at(-1)).toMatchObject({
      action: 'abandonItem',
      by: userInfo().username,
      reason: 'the customer gave up',
    });
    const waited = await run('wait', orderId, '--json');
    expect([waited.code, viewsOf(waited)[0]?.state]).toEqual([1, 'failed']);
    expect((await run('abandon', orderId, 'mug')).code).toBe(2);
  });

  it('adopts a job that Printess has already', async () => {
    const done = await orderWith('poster', ({ state }) => state === 'produced');
    const { jobId = '' } = (await item(done)) ?? {};
    const orderId = await orderWith('fault:fail-render', inAttention);
    expect((await run('adopt', orderId, 'mug', jobId)).code).toBe(0);
    const [view] = viewsOf(await run('wait', orderId, '--json'));
    expect(view?.items[0]).toMatchObject({ state: 'produced', jobId, source: 'status', produceCalls: 1 });
  });

  it('starts an order from a job that is paid already', async () => {
    const done = await orderWith('poster', ({ state }) => state === 'produced');
    const { jobId = '' } = (await item(done)) ?? {};
    const before = (await world.ledger()).creditsUsed;
    const order = {
      orderId: `a-${randomUUID().slice(0, 8)}`,
      items: [{ itemId: 'mug', templateName: 'poster', adopt: { jobId } }],
    };
    const [view] = viewsOf(await world.submit(order, '--wait'));
    expect(view?.items[0]).toMatchObject({ state: 'produced', jobId, produceCalls: 0 });
    expect((await world.ledger()).creditsUsed).toBe(before);
  });

  it('checks, cancels, and resumes what is held', async () => {
    const orderId = await orderWith('fault:never-finish', ({ state }) => state === 'rendering');
    const calls = (await item(orderId))?.statusCalls ?? 0;
    expect((await run('check', orderId)).code).toBe(0);
    await until('a status check', async () => ((await item(orderId))?.statusCalls ?? 0) > calls);
    expect((await run('cancel', orderId)).code).toBe(0);
    await until('its end', async () => (await world.show(orderId))?.state === 'cancelled');
    expect((await run('cancel', orderId)).code).toBe(1);

    await world.fault('unauthorized', 1);
    const held = await orderWith('poster', inAttention);
    expect((await item(held))?.attention).toMatchObject({
      reason: 'unauthorized',
      message: expect.stringContaining('service token'),
    });
    await until('the list to know it', async () => (await run('resume')).stderr.startsWith('1 held orders'));
    expect((await run('wait', held)).code).toBe(0);
  });

  it('triggers callbacks by hand: garbage brings a status check, a foreign job changes nothing, the own job ends it', async () => {
    const orderId = await orderWith('fault:never-finish', ({ state }) => state === 'rendering');
    const calls = (await item(orderId))?.statusCalls ?? 0;
    const trigger = (...flags: string[]) => run('trigger', 'callback', orderId, 'mug', ...flags);
    expect(await trigger('--garbage')).toMatchObject({ code: 0, stderr: expect.stringContaining('answered 200') });
    await until('a status check', async () => ((await item(orderId))?.statusCalls ?? 0) > calls);
    await trigger('--foreign-job');
    await until('it to be counted', async () => (await item(orderId))?.ignoredCallbacks?.foreign === 1);
    expect((await trigger('--duplicate')).stderr.match(/answered 200/g)).toHaveLength(2);
    const [view] = viewsOf(await run('wait', orderId, '--json'));
    expect(view?.items[0]).toMatchObject({ state: 'produced', source: 'callback', generation: 1 });
    expect((await run('trigger', 'callback', orderId, 'nothing')).code).toBe(2);
  });
});
