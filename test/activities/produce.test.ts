import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Activities } from '../../src/activities/index.js';
import type {
  CheckStatusInput,
  FindJobsInput,
  ProduceInput,
  StatusAnswer,
} from '../../src/contract/activity-inputs.js';
import type { FindJobsAnswer, ProduceResult } from '../../src/contract/answer.js';
import { parseIntent } from '../../src/contract/intent.js';
import { createPrintessClient } from '../../src/printess/client.js';
import { createTemplateCheck } from '../../src/printess/template-check.js';
import { until } from '../support/until.js';
import { withServer } from '../support/with-server.js';
import { startSandbox, type FaultName, type Sandbox } from '../../src/sandbox/index.js';

const HTTP_TIMEOUT = 500;
const RUN_ID = 'run-1';
const address = process.env['PRINTESS_TEST_TEMPORAL_ADDRESS'] ?? '';
let client: Client;
beforeAll(async () => {
  client = new Client({ connection: await Connection.connect({ address }) });
});
afterAll(() => client.connection.close());

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ renderMs: 5 });
});
afterEach(() => sandbox.close());

const connection = (token: string) => {
  const printess = createPrintessClient({ apiUrl: sandbox.url, token: () => Promise.resolve(token) });
  return { client: printess, origin: 'test', check: createTemplateCheck(printess) };
};

const activities = (token = sandbox.token) => {
  const shop = connection(token);
  return createActivities({
    shop: (name) => (name === 'default' ? shop : undefined),
    callbackUrl: () => 'http://127.0.0.1:1/callbacks/printess/TOKEN',
  });
};

const input = (rest: Partial<ProduceInput> = {}): ProduceInput => ({
  shop: 'default',
  orderId: '1',
  generation: 1,
  item: { itemId: 'a', templateName: 'mug', copies: 2 },
  httpTimeout: HTTP_TIMEOUT,
  settleTime: 100,
  known: { jobIds: [], generations: [] },
  earlierRuns: 'none',
  isFirstCall: false,
  runId: RUN_ID,
  ...rest,
});

const inActivity = (info = {}, logger = new DefaultLogger('ERROR')) =>
  new MockActivityEnvironment(
    {
      currentAttemptScheduledTimestampMs: Date.now(),
      startToCloseTimeoutMs: 20_000,
      workflowExecution: { workflowId: 'printess-default-1', runId: RUN_ID },
      ...info,
    },
    { logger, client },
  );

const produce = (given = input(), info = {}, logger?: DefaultLogger) =>
  inActivity(info, logger).run<[ProduceInput], ProduceResult, Activities['produce']>(activities().produce, given);

describe('before paying, produce', () => {
  const item = (rest: object) => input({ item: { itemId: 'a', templateName: 'mug', ...rest } });
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

  it.each<[object, string]>([
    [{ templateName: 'missing-one' }, 'There is no template "missing-one".'],
    [{ templateName: 'draft-only', usePublishedVersion: true }, 'There is no template "draft-only" with a published'],
    [{ templateName: 'business-card' }, 'Mandatory form fields are not given: name.'],
    [
      { templateName: 'business-card', vdp: { records: [{ name: 'A' }, {}] } },
      'Mandatory form fields are not given: name.',
    ],
    [{ templateName: 'st:expired-1' }, 'The save token has ended on 2020-01-01'],
  ])('refuses %j for nothing: %s', async (rest, why) => {
    const answer = await produce(item(rest));
    expect(answer).toEqual({ kind: 'refused', message: expect.stringContaining(why), produceCalls: 0 });
    expect(sandbox.ledger.calls['/production/produce']).toBeUndefined();
    expect(sandbox.ledger.creditsUsed).toBe(0);
  });

  it.each([
    { templateName: 'draft-only' },
    { templateName: 'business-card', vdp: { form: { name: 'Ada' } } },
    { templateName: 'business-card', vdp: { form: {}, records: [{ name: 'A' }, { name: 'B' }] } },
    { templateName: 'st:lives' },
  ])('lets %j pass', async (rest) => {
    expect((await produce(item(rest))).kind).toBe('accepted');
  });

  it('asks once about a template, whatever the number of its items, and again after a refusal', async () => {
    const { produce: one } = activities();
    const run = (given: ProduceInput) =>
      inActivity().run<[ProduceInput], ProduceResult, Activities['produce']>(one, given);
    for (const itemId of ['a', 'b', 'c']) await run({ ...input(), item: { itemId, templateName: 'mug' } });
    expect(sandbox.ledger.calls['/template/exists']).toBe(1);
    const card = { itemId: 'd', templateName: 'business-card' };
    expect((await run(item(card))).kind).toBe('refused');
    expect((await run(item({ ...card, vdp: { form: { name: 'Ada' } } }))).kind).toBe('accepted');
    expect(sandbox.ledger.calls['/template/formFields/list']).toBe(3);
  });

  it('goes on where the free calls fail, are not allowed, or answer something else', async () => {
    for (const answer of [500, 403, 404, 200, 'silence'] as const) {
      const printess = createPrintessClient({ apiUrl: sandbox.url, token: () => Promise.resolve(sandbox.token) });
      await withServer(
        (_request, response) => {
          if (answer !== 'silence') response.writeHead(answer).end('<html>');
        },
        async (url) => {
          const elsewhere = createPrintessClient({ apiUrl: url, token: () => Promise.resolve('t') });
          const check = createTemplateCheck(elsewhere);
          const { produce: one } = createActivities({
            shop: () => ({ client: printess, origin: 'test', check }),
            callbackUrl: () => 'http://127.0.0.1:1/',
          });
          const given = { ...input(), orderId: `free-${answer}` };
          expect(await inActivity().run(one as never, given as never)).toMatchObject({ kind: 'accepted' });
        },
      );
    }
  });

  it('tells a save token that is about to end, in whatever zone its end is told', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    for (const [expiresOn, ends] of [
      [soon, true],
      [soon.replace('Z', ''), true],
      [soon.replace(/\.\d+Z$/, '+00:00'), true],
      [inAnHour(), false],
      ['', false],
      [null, false],
    ] as const) {
      const check = createTemplateCheck({ free: () => Promise.resolve({ expiresOn }) });
      expect([expiresOn, (await check({ itemId: 'a', templateName: 'st:x' }, 1_000)) !== undefined]).toEqual([
        expiresOn,
        ends,
      ]);
    }
  });
});

it('does not take a field named like a property of all objects for given', async () => {
  const fields = { formFields: [{ name: 'constructor', isMandatory: true, value: '' }] };
  const check = createTemplateCheck({
    free: (path) => Promise.resolve(path.endsWith('/exists') ? true : fields),
  });
  const item = { itemId: 'a', templateName: 'mug', vdp: { form: {}, records: [{}] } };
  expect(await check(item, 1_000)).toBe('Mandatory form fields are not given: constructor.');
  expect(
    await check({ ...item, vdp: { form: { constructor: 'x' } as object as Record<string, string> } }, 1_000),
  ).toBeUndefined();
});

describe('produce', () => {
  it('looks, then pays once, and tells Printess the intent, the order and the origin', async () => {
    expect(await produce()).toMatchObject({ kind: 'accepted', produceCalls: 1 });
    expect(sandbox.ledger.calls).toEqual({
      '/orders/list': 1,
      '/template/exists': 1,
      '/template/formFields/list': 1,
      '/production/produce': 1,
    });
    const [job] = sandbox.jobs.values();
    expect(job?.request).toMatchObject({ origin: 'test', externalOrderId: '1', templateName: 'mug', copies: 2 });
    expect(parseIntent(job?.request.orderMetaData ?? '')).toMatchObject({
      shop: 'default',
      orderId: '1',
      itemId: 'a',
      generation: 1,
    });
    expect(job?.request).not.toHaveProperty('itemId');
    expect(sandbox.ledger.unknownProperties).toEqual([]);
  });

  it('sends nothing where the list shows a job of the item that its order does not know', async () => {
    const first = await produce();
    const jobId = first.kind === 'accepted' ? first.jobId : '';
    const found = (rest: Partial<ProduceInput>) => produce(input(rest));
    expect(await found({})).toMatchObject({
      kind: 'found',
      jobs: [{ jobId, generation: 1, match: 'exact' }],
      produceCalls: 0,
    });
    expect(await found({ generation: 2 })).toMatchObject({
      kind: 'found',
      jobs: [{ jobId, generation: 1, match: 'same' }],
    });
    const changed = { itemId: 'a', templateName: 'mug', copies: 3 };
    expect(await found({ item: changed })).toMatchObject({ kind: 'found', jobs: [{ jobId, match: 'other' }] });
    expect(sandbox.ledger.creditsUsed).toBe(1);

    // What is known, by its job or by its generation, keeps nothing back; nor does a sibling's, or another order's.
    await found({ generation: 2, known: { jobIds: [jobId], generations: [] } });
    await found({ generation: 3, known: { jobIds: [], generations: [1, 2] } });
    await found({ item: { itemId: 'b', templateName: 'mug' } });
    await found({ orderId: '2' });
    expect(sandbox.ledger.creditsUsed).toBe(5);
  });

  it('pays, and names what another program has ordered under the same number', async () => {
    const call = (body: object) =>
      fetch(`${sandbox.url}/production/produce`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ templateName: 'mug', ...body }),
      });
    await call({ origin: `Woo\n${'o'.repeat(500)}`, externalOrderId: '1' });
    await call({ origin: 'WooCommerce', externalOrderId: '11' });
    await call({ origin: 'test', externalOrderId: '1', orderMetaData: 'by hand' });
    await produce(input({ item: { itemId: 'b', templateName: 'mug' } }));
    const answer = await produce();
    expect(answer).toMatchObject({ kind: 'accepted', others: [{ origin: expect.stringMatching(/^Woo o{10}/) }] });
    const { others = [] } = answer.kind === 'accepted' ? answer : {};
    expect([others.length, (others[0]?.origin.length ?? 0) <= 60]).toEqual([1, true]);
    expect(await produce(input({ orderId: '12' }))).not.toHaveProperty('others');
  });

  it('finds its job on the third page of an order’s rows', async () => {
    const first = await produce();
    for (let n = 0; n < 250; n++) {
      const response = await fetch(`${sandbox.url}/production/produce`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ templateName: 't', origin: 'test', externalOrderId: '1', orderMetaData: `other-${n}` }),
      });
      await response.body?.cancel();
    }
    sandbox.ledger.calls = {};
    expect(await produce()).toMatchObject({
      kind: 'found',
      jobs: [{ jobId: first.kind === 'accepted' && first.jobId }],
    });
    // Three pages, and an empty one.
    expect(sandbox.ledger.calls).toEqual({ '/orders/list': 4 });
  });

  it.each<[FaultName, object, number]>([
    ['lose-request', { kind: 'ambiguous' }, 0],
    ['lose-answer', { kind: 'ambiguous' }, 1],
    ['cut-answer', { kind: 'ambiguous' }, 1],
    ['slow-answer', { kind: 'ambiguous' }, 1],
    ['error-500', { kind: 'ambiguous' }, 0],
    ['error-502', { kind: 'ambiguous' }, 0],
    ['error-504', { kind: 'ambiguous' }, 0],
    ['error-500-accepted', { kind: 'ambiguous' }, 1],
    ['error-502-accepted', { kind: 'ambiguous' }, 1],
    ['error-504-accepted', { kind: 'ambiguous' }, 1],
    ['html-answer', { kind: 'ambiguous' }, 1],
    ['no-job-id', { kind: 'ambiguous' }, 1],
    ['refuse', { kind: 'refused' }, 0],
    ['unauthorized', { kind: 'held', reason: 'unauthorized' }, 0],
    ['forbidden', { kind: 'held', reason: 'unauthorized' }, 0],
    ['no-credits', { kind: 'held', reason: 'insufficient-funds' }, 0],
    ['throttle', { kind: 'held', reason: 'unreachable', retryAfterMs: 1_000 }, 0],
  ])('under the fault %s answers %j with %d accepted', async (fault, answer, accepted) => {
    expect(await produce(input({ item: { itemId: 'a', templateName: `fault:${fault}` } }))).toMatchObject(answer);
    expect(sandbox.ledger.accepted).toHaveLength(accepted);
    expect(sandbox.ledger.calls['/production/produce']).toBe(1);
  });

  it.each<[FaultName, object]>([
    ['list-fails', { kind: 'held', reason: 'unreachable', produceCalls: 0 }],
    ['list-throttled', { kind: 'held', reason: 'unreachable', produceCalls: 0, retryAfterMs: 1_000 }],
    ['down', { kind: 'held', reason: 'unreachable', produceCalls: 0 }],
  ])('pays nothing where it cannot look: %s', async (fault, answer) => {
    sandbox.faults.set(fault);
    expect(await produce()).toMatchObject(answer);
    expect(sandbox.ledger.calls['/production/produce']).toBeUndefined();
  });

  it('pays nothing when it is late, and Temporal does not know it', async () => {
    const late = { currentAttemptScheduledTimestampMs: Date.now() - 3_000 };
    expect(await produce(input(), late)).toMatchObject({ kind: 'not-sent', produceCalls: 0 });
    expect(sandbox.ledger.accepted).toEqual([]);
  });

  it('asks Temporal before it sends where the clock is behind, whatever that says of its age', async () => {
    const early = { currentAttemptScheduledTimestampMs: Date.now() + 60_000 };
    expect(await produce(input(), early)).toMatchObject({ kind: 'not-sent', produceCalls: 0 });
    expect(sandbox.ledger.accepted).toEqual([]);
  });

  it('withdraws, nothing sent, from a run that did not ask for it: its order was reset', async () => {
    expect(await produce(input({ runId: 'another' }))).toEqual({ kind: 'withdrawn' });
    expect(sandbox.ledger.calls).toEqual({});
  });

  it('withdraws, nothing sent, when its worker has to end while it waits, for however long', async () => {
    const environment = inActivity();
    const answer = environment.run<[ProduceInput], ProduceResult, Activities['produce']>(
      activities().produce,
      input({ lookFrom: Date.now() + 30 * 24 * 3_600_000 }),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    environment.cancel();
    expect(await answer).toEqual({ kind: 'withdrawn' });
    expect(sandbox.ledger.calls).toEqual({});
  });

  it('sends nothing, and says why, where the item cannot be written', async () => {
    let nested: unknown = 'deep';
    for (let level = 0; level < 20_000; level++) nested = [nested];
    const told: string[] = [];
    const logger = new DefaultLogger('ERROR', ({ message }) => told.push(message));
    const answer = await produce(
      input({ item: { itemId: 'a', templateName: 'mug', vdp: { data: nested } } }),
      {},
      logger,
    );
    expect(told).toEqual(['An attempt at produce has failed before it sent anything']);
    expect(answer).toMatchObject({
      kind: 'not-sent',
      produceCalls: 0,
      message: expect.stringContaining('item a of order 1'),
    });
    expect(sandbox.ledger.accepted).toEqual([]);
  });

  it('is held where the worker does not know the shop', async () => {
    const answer = await produce(input({ shop: 'nobody' }));
    expect(answer).toMatchObject({ kind: 'held', message: expect.stringContaining('PRINTESS_SHOPS_FILE') });
  });
});

describe('checkStatus', () => {
  const check = (jobId: string, info = {}) =>
    inActivity(info).run<[CheckStatusInput], StatusAnswer, Activities['checkStatus']>(activities().checkStatus, {
      shop: 'default',
      orderId: '1',
      itemId: 'a',
      jobId,
      httpTimeout: HTTP_TIMEOUT,
      filesBytes: 600_000,
    });

  it('tells a job that Printess does not know, one that is still made, and one that has ended', async () => {
    expect(await check('nobody')).toMatchObject({ kind: 'unknown', statusCalls: 1 });
    const slow = await produce(input({ item: { itemId: 'a', templateName: 'fault:never-finish' } }));
    expect(await check(slow.kind === 'accepted' ? slow.jobId : '')).toMatchObject({ kind: 'pending' });
    const failing = await produce(input({ item: { itemId: 'b', templateName: 'fault:fail-render+lose-callback' } }));
    await until('the render to fail', () => [...sandbox.jobs.values()].some(({ state }) => state === 'failed'));
    expect(await check(failing.kind === 'accepted' ? failing.jobId : '')).toMatchObject({
      kind: 'final',
      outcome: { kind: 'failed', message: expect.stringContaining('Foo Sans') },
    });
  });

  it('throws what Temporal retries where Printess fails, after what Retry-After asks for', async () => {
    sandbox.faults.set('status-throttled');
    await expect(check('x')).rejects.toMatchObject({
      type: 'PrintessApiError',
      nonRetryable: false,
      nextRetryDelay: 1_000,
    });
  });

  it('throws what is never retried where Printess refuses', async () => {
    const refused = inActivity().run(activities('wrong-token').checkStatus, {
      shop: 'default',
      orderId: '1',
      itemId: 'a',
      jobId: 'x',
      httpTimeout: HTTP_TIMEOUT,
      filesBytes: 600_000,
    });
    await expect(refused).rejects.toMatchObject({ type: 'PrintessApiError', nonRetryable: true });
  });
});

describe('findJobs', () => {
  const find = (orderId = '1') =>
    inActivity().run<[FindJobsInput], FindJobsAnswer, Activities['findJobs']>(activities().findJobs, {
      shop: 'default',
      orderId,
      generation: 1,
      item: { itemId: 'a', templateName: 'mug', copies: 2 },
      httpTimeout: HTTP_TIMEOUT,
    });

  it('finds two jobs of one intent, the oldest first', async () => {
    sandbox.faults.set('list-empty', 1);
    await produce();
    sandbox.faults.set('list-empty', 1);
    await produce();
    const { jobs } = await find();
    expect(jobs.map(({ jobId }) => jobId)).toEqual(sandbox.ledger.accepted.map(({ jobId }) => jobId));
    expect(jobs).toHaveLength(2);
  });

  it('finds the item’s rows alone, whatever their origin and generation, and tells which are of its intent', async () => {
    const [job] = await Promise.all([produce(input({ orderId: '9' }))]);
    expect(job.kind).toBe('accepted');
    const metaData = sandbox.ledger.accepted[0]?.metaData?.replace('/9/', '/1/') ?? '';
    for (const body of [
      { origin: 'another', orderMetaData: metaData },
      { origin: 'test', orderMetaData: metaData.replace('/a/', '/b/') },
      { origin: 'test', orderMetaData: metaData.replace('/1#', '/2#') },
      { origin: 'test', orderMetaData: `${metaData} ` },
      { origin: 'test', orderMetaData: metaData.replace(/#.*/, '#000000000000') },
      { origin: 'test' },
    ]) {
      const response = await fetch(`${sandbox.url}/production/produce`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ templateName: 't', externalOrderId: '1', ...body }),
      });
      expect(response.status).toBe(200);
    }
    expect((await find()).jobs.map(({ generation, match }) => [generation, match])).toEqual([
      [1, 'exact'],
      [2, 'same'],
      [1, 'other'],
    ]);
    expect((await find('9')).jobs).toHaveLength(1);
  });

  it('proves an empty list by other jobs of ours, and by nothing else', async () => {
    expect(await find()).toEqual({ jobs: [], proved: false });
    await produce(input({ orderId: '2' }));
    expect(await find()).toEqual({ jobs: [], proved: true });
    sandbox.faults.set('list-empty');
    expect(await find('3')).toEqual({ jobs: [], proved: false });
  });
});
