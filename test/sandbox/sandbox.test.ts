import { afterEach, describe, expect, it } from '@jest/globals';
import { PDFDocument } from '@cantoo/pdf-lib';
import { readCallback } from '../../src/printess/to-outcome.js';
import { readWire, wireOrdersSchema, wireProducedSchema, wireStatusSchema } from '../../src/printess/wire.js';
import { REDELIVERY } from '../../src/sandbox/deliver.js';
import { startSandbox, type FaultName, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.js';
import { until } from '../support/until.js';
import { withServer } from '../support/with-server.js';

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ renderMs: 5, ...options });
  open.push(sandbox);
  return sandbox;
}

async function post({ url, token }: Sandbox, path: string, body: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json().catch(() => undefined) };
}

const order = (rest: object = {}) => ({
  templateName: 'poster',
  origin: 'test',
  externalOrderId: '1',
  orderMetaData: 'm',
  ...rest,
});

async function produced(sandbox: Sandbox, rest: object = {}): Promise<string> {
  const { json } = await post(sandbox, '/production/produce', order(rest));
  const read = readWire(wireProducedSchema, json);
  if (!read.ok) throw new Error(JSON.stringify(json));
  return read.value.jobId;
}

async function finished(sandbox: Sandbox, jobId: string) {
  return until('the job to end', async () => {
    const read = readWire(wireStatusSchema, (await post(sandbox, '/production/status/get', { jobId })).json);
    return read.ok && read.value.isFinalStatus && read.value;
  });
}

describe('the sandbox', () => {
  it('renders a real PDF per production document, with its pages', async () => {
    const sandbox = await start();
    const { result } = await finished(
      sandbox,
      await produced(sandbox, { templateName: 'photo-book', vdp: { form: { name: 'Ådä 漢' } } }),
    );
    expect(Object.keys(result?.r ?? {})).toEqual(['cover', 'content']);
    const pages = await Promise.all(
      Object.values(result?.r ?? {}).map(async (url) => {
        const response = await fetch(url ?? '');
        expect(response.headers.get('content-type')).toBe('application/pdf');
        const pdf = await PDFDocument.load(await response.arrayBuffer());
        return [pdf.getTitle(), pdf.getPageCount()];
      }),
    );
    expect(pages).toEqual([
      ['photo-book: cover', 1],
      ['photo-book: content', 24],
    ]);
  });

  it('makes ids that look like the vendor’s', async () => {
    const sandbox = await start();
    expect(await produced(sandbox)).toMatch(/^[0-9a-f]{40}_\d{8}T\d{9}_[0-9a-f-]{36}$/);
  });

  it('wants the token, in the vendor’s shape of an error', async () => {
    const sandbox = await start();
    expect(await post({ ...sandbox, token: 'x' }, '/orders/list', {})).toEqual({
      status: 401,
      json: { c: 401, m: expect.any(String) },
    });
  });

  it('lists orders with filters, pages and a count', async () => {
    const sandbox = await start();
    for (const externalOrderId of ['1', '2', '1']) await produced(sandbox, { externalOrderId });
    const list = async (filter: object) => {
      const read = readWire(wireOrdersSchema, (await post(sandbox, '/orders/list', filter)).json);
      return read.ok ? { rows: read.value.orders.length, count: read.value.count } : read.faults;
    };
    expect(await list({ externalOrderId: '1' })).toEqual({ rows: 2, count: 2 });
    expect(await list({ origin: 'test', take: 2 })).toEqual({ rows: 2, count: 3 });
    expect(await list({ origin: 'test', take: 2, skip: 2 })).toEqual({ rows: 1, count: 3 });
    expect(await list({ origin: 'nobody' })).toEqual({ rows: 0, count: 0 });
  });

  it('counts money: two accepted calls are two jobs and two credits, and an empty account is 402 until it is topped up', async () => {
    const sandbox = await start({ credits: 2 });
    await produced(sandbox);
    await produced(sandbox);
    expect(sandbox.ledger.creditsUsed).toBe(2);
    expect((await post(sandbox, '/production/produce', order())).status).toBe(402);
    await post(sandbox, '/sandbox/credits', { credits: 1 });
    await produced(sandbox);
    expect(sandbox.ledger.accepted).toHaveLength(3);
  });

  it('notes unknown properties, and refuses them when it is strict', async () => {
    const sandbox = await start();
    await produced(sandbox, { orderLineItemCount: 3 });
    expect(sandbox.ledger.unknownProperties).toEqual(['orderLineItemCount']);
    const strict = await start({ strict: true });
    expect((await post(strict, '/production/produce', order({ orderLineItemCount: 3 }))).status).toBe(400);
  });

  it('delivers a callback again, on the vendor’s schedule, until it is answered with 2xx', async () => {
    expect(REDELIVERY.reduce((sum, wait) => sum + wait, 0)).toBe((31 * 60 + 40) * 60_000);
    const sandbox = await start({ speed: 1_000_000 });
    let calls = 0;
    await withServer(
      (_request, response) => response.writeHead(++calls < 4 ? 500 : 204).end(),
      async (url) => {
        await produced(sandbox, { callbackUrl: url });
        await until('the last delivery', () => sandbox.ledger.deliveries.some(({ status }) => status === 204));
      },
    );
    expect(sandbox.ledger.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 204],
    ]);
  });

  it('gives up after ten redeliveries', async () => {
    const sandbox = await start({ speed: 100_000_000 });
    await produced(sandbox, { callbackUrl: 'http://127.0.0.1:1/' });
    await until('eleven attempts', () => sandbox.ledger.deliveries.filter(({ error }) => error).length === 11);
  });

  it('says in its jobs’ files how many a template has, up to thousands', async () => {
    const sandbox = await start();
    const { result } = await finished(sandbox, await produced(sandbox, { templateName: 'files-2000' }));
    expect(Object.keys(result?.r ?? {})).toHaveLength(2_000);
  });

  it('names the port and the variable where the port is in use', async () => {
    const { port } = await start();
    await expect(startSandbox({ port })).rejects.toThrow(new RegExp(`${port}: it is in use.* SANDBOX_PORT`));
  });
});

describe('a fault of the sandbox', () => {
  const bodiesUnder = async (fault: FaultName, wanted: number): Promise<unknown[]> => {
    const bodies: unknown[] = [];
    const sandbox = await start({ speed: 1_000_000 });
    await withServer(
      (request, response) => {
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
          bodies.push(JSON.parse(text));
          response.end();
        });
      },
      async (url) => {
        await produced(sandbox, { templateName: `fault:${fault}`, callbackUrl: url });
        await until(`${wanted} callbacks`, () => bodies.length >= wanted);
      },
    );
    return bodies;
  };
  const final = { ok: true, final: true, outcome: { kind: 'succeeded' } };

  it.each<[FaultName, object[]]>([
    ['twice-callback', [final, final]],
    ['garbled-callback', [{ ok: false }]],
    ['foreign-callback', [final, final]],
    ['early-callback', [final]],
    ['late-callback', [final]],
    ['news-first', [{ ok: true, final: false }, final]],
    ['status-shape', [final]],
    ['fail-render', [{ ok: true, final: true, outcome: { kind: 'failed' } }]],
    ['invalid-glyph', [{ ok: true, outcome: { warnings: [expect.stringContaining('glyph')] } }]],
  ])('%s: callbacks that read as %j', async (fault, expected) => {
    const bodies = await bodiesUnder(fault, expected.length);
    expect(bodies.map((body) => readCallback(body))).toMatchObject(expected);
  });

  it('lose-callback: none comes, though the job ends well', async () => {
    const sandbox = await start();
    const jobId = await produced(sandbox, { templateName: 'fault:lose-callback', callbackUrl: 'http://127.0.0.1:1/' });
    expect((await finished(sandbox, jobId)).isSuccess).toBe(true);
    expect(sandbox.ledger.deliveries).toEqual([]);
  });

  it('vanish: the status answer is that of a job never enqueued', async () => {
    const sandbox = await start();
    const jobId = await produced(sandbox, { templateName: 'fault:vanish' });
    const { json } = await post(sandbox, '/production/status/get', { jobId });
    expect(json).toMatchObject({ isFinalStatus: false, isSuccess: false, enqueuedOn: null });
  });

  it('is switched on for so many calls by the admin API, and off again', async () => {
    const sandbox = await start();
    await post(sandbox, '/sandbox/faults', { name: 'refuse', times: 1 });
    expect((await post(sandbox, '/production/produce', order())).status).toBe(406);
    expect((await post(sandbox, '/production/produce', order())).status).toBe(200);
    expect((await post(sandbox, '/sandbox/faults', { name: 'nonsense' })).status).toBe(400);
  });
});
