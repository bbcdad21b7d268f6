import http from 'node:http';
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { readCallback } from '../../src/printess/to-outcome.js';
import { readWire, wireOrdersSchema, wireProducedSchema, wireStatusSchema } from '../../src/printess/wire.js';
import { REDELIVERY } from '../../src/sandbox/deliver.js';
import { startSandbox, type FaultName, type Sandbox, type SandboxOptions } from '../../src/sandbox/index.js';
import { refusedTypes, spellings } from '../support/content-types.js';
import { readPdf } from '../support/pdf-text.js';
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
  const fetched = async (url: string | false | null | undefined) => (await fetch(url || '')).arrayBuffer();

  it('renders a PDF per production document, its size, copies, form texts and records to be read on the page', async () => {
    const sandbox = await start();
    const vdp = { form: { name: 'Åda' }, records: [{ seat: '1A' }, { seat: '1B' }] };
    const jobId = await produced(sandbox, { templateName: 'photo-book', copies: 3, vdp });
    const { result } = await finished(sandbox, jobId);
    expect(Object.keys(result?.r ?? {})).toEqual(['cover', 'content']);
    expect(result?.pages).toEqual({ cover: 2, content: 48 });
    const cover = await readPdf(await fetched(result?.r?.['cover']));
    expect(cover.map(({ width, height }) => [width, height])).toEqual([
      [420, 297],
      [420, 297],
    ]);
    expect(cover[0]?.text).toMatch(/page 1 of 2\nSize 420 x 297 mm, copies 3\nRecord 1 of 2\nname: Åda\nseat: 1A/);
    expect(cover[1]?.text).toContain('seat: 1B');
    expect(await readPdf(await fetched(result?.r?.['content']))).toHaveLength(48);
  });

  it('renders pictures, one a page, where png or jpg is asked for, and a PDF for any other type', async () => {
    const sandbox = await start();
    const pictures = async (outputType: string) =>
      (await finished(sandbox, await produced(sandbox, { templateName: 'greeting-card', outputType }))).result;
    const png = await pictures('png');
    expect(png?.r).toBeNull();
    expect(png?.p?.map(({ d, i }) => [d, i])).toEqual([
      ['card', 0],
      ['card', 1],
    ]);
    expect(PNG.sync.read(Buffer.from(await fetched(png?.p?.[0]?.u))).width).toBe(240);
    const jpg = await pictures('jpg');
    expect(jpeg.decode(await fetched(jpg?.p?.[1]?.u)).height).toBe(170);
    expect(Object.keys((await pictures('tiff'))?.r ?? {})).toEqual(['card']);
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

  it('tells about a template before it is paid for: whether it exists, its form fields, when a save token ends', async () => {
    const sandbox = await start();
    const ask = async (path: string, body: object) => (await post(sandbox, path, body)).json;
    expect(await ask('/template/exists', { templateName: 'any-name' })).toBe(true);
    expect(await ask('/template/exists', { templateName: 'missing-one' })).toBe(false);
    expect(await ask('/template/exists', { templateName: 'draft-only', hasPublishedVersion: true })).toBe(false);
    expect(await ask('/template/formFields/list', { templateName: 'business-card' })).toMatchObject({
      formFields: [
        { name: 'name', isMandatory: true, maximumCharacters: 40, entries: [] },
        { name: 'paper', isMandatory: false, entries: [{ key: 'matt', label: 'matt' }, { key: 'gloss' }] },
      ],
    });
    expect(await ask('/shop/template/info/', { id: 'st:expired-1' })).toMatchObject({
      expiresOn: '2020-01-01T00:00:00.000Z',
    });
    expect(sandbox.ledger.creditsUsed).toBe(0);
  });

  it('refuses with 406, for nothing: a template that is missing, a mandatory field that is not given', async () => {
    const sandbox = await start();
    const said = async (rest: object) => {
      const { status, json } = await post(sandbox, '/production/produce', order(rest));
      return [status, (json as { m?: string }).m];
    };
    expect(await said({ templateName: 'missing-one' })).toEqual([406, 'there is no such template']);
    expect(await said({ templateName: 'business-card', vdp: { form: { name: null } } })).toEqual([
      406,
      'mandatory form fields are missing: name',
    ]);
    expect(await said({ templateName: 'business-card', vdp: { records: [{ name: 'A' }, { name: 'B' }] } })).toEqual([
      200,
      undefined,
    ]);
    expect(sandbox.ledger.creditsUsed).toBe(1);
  });

  it('lets a save token end: what is produced later fails, until its life is extended for a credit', async () => {
    const sandbox = await start();
    const made = await post(sandbox, '/sandbox/save-tokens', {
      templateName: 'poster',
      expiresOn: '2024-01-01T00:00:00Z',
    });
    const { saveToken } = made.json as { saveToken: string };
    expect(saveToken).toHaveLength(89);
    const failed = await finished(sandbox, await produced(sandbox, { templateName: saveToken }));
    expect([failed.isSuccess, failed.errorDetails]).toEqual([false, expect.stringContaining('expired')]);
    await post(sandbox, '/savetoken/lifetime/extend', { saveToken, expiresOn: '2099-01-01T00:00:00Z' });
    const well = await finished(sandbox, await produced(sandbox, { templateName: saveToken }));
    expect(Object.keys(well.result?.r ?? {})).toEqual(['poster']);
    expect(sandbox.ledger.creditsUsed).toBe(3);
    const { json } = await post(sandbox, '/orders/list', { saveToken });
    expect((json as { count: number }).count).toBe(2);
  });

  it('enqueues an order again by order/retry: another job and credit, the same row', async () => {
    const sandbox = await start();
    const { json } = await post(sandbox, '/production/produce', order());
    const { orderId, jobId } = json as { orderId: string; jobId: string };
    const again = (await post(sandbox, '/order/retry', { orderId, origin: 'test' })).json as {
      orderId: string;
      jobId: string;
    };
    expect(again).toEqual({ orderId, jobId: expect.not.stringMatching(jobId) });
    const list = (await post(sandbox, '/orders/list', {})).json as { orders: { jobId: string }[]; count: number };
    expect(list.orders.map((row) => row.jobId)).toEqual([again.jobId]);
    expect(sandbox.ledger.creditsUsed).toBe(2);
    expect((await post(sandbox, '/order/retry', { orderId: 'nobody' })).status).toBe(404);
  });

  it('answers the short forms: produce/simple, status/pdf/get', async () => {
    const sandbox = await start();
    const { json } = await post(sandbox, '/production/produce/simple', {
      templateName: 'poster',
      externalOrderId: '7',
    });
    const { jobId } = json as { jobId: string };
    await finished(sandbox, jobId);
    expect((await post(sandbox, '/production/status/pdf/get', { jobId })).json).toEqual({
      isFinalStatus: true,
      isError: false,
      errorDetails: null,
      formFieldsUrl: null,
      pdfs: [{ documentName: 'poster', url: expect.stringMatching(/\/output\/.*\.pdf$/) }],
    });
  });

  it('throttles who asks for a job’s status in a loop', async () => {
    const sandbox = await start();
    const jobId = await produced(sandbox);
    const statuses = new Set<number>();
    for (let call = 0; call < 40; call++)
      statuses.add((await post(sandbox, '/production/status/get', { jobId })).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it('takes more templates and save tokens from a file, and names each fault in it', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'printess-test-')), 'templates.json');
    const documents = [{ name: 'front', production: true }, { name: 'guide' }, { name: 'back', production: true }];
    const saveTokens = { 'st:mine': { templateName: 'shirt', expiresOn: '2099-01-01T00:00:00Z' } };
    await writeFile(path, `\ufeff${JSON.stringify({ templates: { shirt: { documents } }, saveTokens })}`);
    const sandbox = await start({ templatesFile: path });
    const { result } = await finished(sandbox, await produced(sandbox, { templateName: 'st:mine' }));
    expect(Object.keys(result?.r ?? {})).toEqual(['front', 'back']);
    await writeFile(path, JSON.stringify({ templates: { shirt: { documents: [], colour: 1 } } }));
    await expect(start({ templatesFile: path })).rejects.toThrow(
      /templates\.shirt\.documents: .*; templates\.shirt\.colour: not a known property/,
    );
  });

  it('keeps jobs, credits and undelivered callbacks in a file, over a restart and a line cut off by a kill', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'printess-test-')), 'sandbox.jsonl');
    const first = await start({ file, speed: 1, credits: 5 });
    await withServer(
      (_request, response) => response.writeHead(503).end(),
      async (url) => {
        await produced(first, { callbackUrl: url });
        await until('the first attempt', () => first.ledger.deliveries.length === 1);
      },
    );
    await first.close();
    await appendFile(file, '{"type":"accep');

    const second = await start({ file, speed: 100_000_000, credits: 5 });
    expect(second.ledger.accepted).toEqual(first.ledger.accepted);
    expect(second.ledger.calls).toEqual(first.ledger.calls);
    expect((await post(second, '/orders/list', { externalOrderId: '1' })).json).toMatchObject({ count: 1 });
    await until('ten more attempts', () => second.ledger.deliveries.length === 11);
    expect(second.ledger.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    await writeFile(file, 'not ours\n');
    await expect(start({ file })).rejects.toThrow(`cannot read line 1 of ${file}: set SANDBOX_FILE`);
  });

  it('has a page of jobs with their deliveries and files, whatever a template is called', async () => {
    const sandbox = await start();
    await finished(sandbox, await produced(sandbox, { templateName: '<script>alert(1)</script>' }));
    const page = await (await fetch(sandbox.url)).text();
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('<script');
    expect(page).toMatch(/href="\/output\/[0-9a-f]+_1\.pdf"/);
  });

  it('tells its API as OpenAPI 3.1, a call for each that it answers', async () => {
    const sandbox = await start();
    const document = (await (await fetch(`${sandbox.url}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/order/retry',
      '/orders/list',
      '/production/produce',
      '/production/produce/simple',
      '/production/status/get',
      '/production/status/pdf/get',
      '/savetoken/lifetime/extend',
      '/shop/template/info',
      '/template/exists',
      '/template/formFields/list',
    ]);
  });

  it('lists orders with filters, pages and a count', async () => {
    const sandbox = await start();
    for (const externalOrderId of ['1', '2', '1']) await produced(sandbox, { externalOrderId });
    const list = async (filter: object) => {
      const read = readWire(wireOrdersSchema, (await post(sandbox, '/orders/list', filter)).json);
      return read.ok ? { rows: read.value.orders.length, count: read.value.count } : read.issues;
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

describe('the URLs that the sandbox gives', () => {
  const urlOfFile = async (sandbox: Sandbox) => {
    // Under another address than the one that it listens on.
    const there = { url: sandbox.localUrl, token: sandbox.token } as Sandbox;
    const jobId = await produced(there);
    const { result } = await finished(there, jobId);
    return Object.values(result?.r ?? {})[0] || '';
  };

  it('lead to where it listens, an address for all of this machine’s to this machine', async () => {
    for (const [host, base] of [
      ['127.0.0.1', 'http://127.0.0.1'],
      ['0.0.0.0', 'http://127.0.0.1'],
      ['::1', 'http://[::1]'],
      ['::', 'http://[::1]'],
    ] as const) {
      const sandbox = await start({ host });
      expect([host, sandbox.url]).toEqual([host, `${base}:${sandbox.port}`]);
      const file = await urlOfFile(sandbox);
      expect(file.startsWith(`${sandbox.url}/output/`)).toBe(true);
      expect((await fetch(file)).status).toBe(200);
    }
  });

  it('have the public base that it is given, wherever it listens', async () => {
    const sandbox = await start({ host: '0.0.0.0', publicUrl: 'https://sandbox.example.com/printess' });
    expect(await urlOfFile(sandbox)).toMatch(/^https:\/\/sandbox\.example\.com\/printess\/output\//);
    expect(sandbox.localUrl).toBe(`http://127.0.0.1:${sandbox.port}`);
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

  it('token-revoked and down: every call is refused, for so many seconds', async () => {
    const sandbox = await start();
    await post(sandbox, '/sandbox/faults', { name: 'token-revoked', times: 1 });
    expect((await post(sandbox, '/orders/list', {})).status).toBe(401);
    sandbox.faults.set('down', undefined, 0.05);
    expect((await post(sandbox, '/orders/list', {})).status).toBe(503);
    await until('the outage to be over', async () => (await post(sandbox, '/orders/list', {})).status === 200);
  });

  it('list-cuts-meta, list-ignores-order: the list is not what one hopes for', async () => {
    const sandbox = await start();
    await produced(sandbox, { orderMetaData: 'a long text of ours' });
    const list = async (fault: FaultName) => {
      sandbox.faults.set(fault, 1);
      const { json } = await post(sandbox, '/orders/list', { externalOrderId: fault === 'list-cuts-meta' ? '1' : '2' });
      return (json as { orders: { metaData: string }[] }).orders.map(({ metaData }) => metaData);
    };
    expect(await list('list-cuts-meta')).toEqual(['a long tex']);
    expect(await list('list-ignores-order')).toEqual(['a long text of ours']);
  });

  it('is switched on for so many calls by the admin API, and off again', async () => {
    const sandbox = await start();
    await post(sandbox, '/sandbox/faults', { name: 'refuse', times: 1 });
    expect((await post(sandbox, '/production/produce', order())).status).toBe(406);
    expect((await post(sandbox, '/production/produce', order())).status).toBe(200);
    expect((await post(sandbox, '/sandbox/faults', { name: 'nonsense' })).status).toBe(400);
  });
});

describe('the admin API', () => {
  const ask = (port: number, headers: Record<string, string>, method = 'POST', path = '/sandbox/faults') =>
    new Promise<number>((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      request.once('error', reject).end(method === 'POST' ? '{"name":"down"}' : undefined);
    });
  const json = { 'content-type': 'application/json' };

  it('answers programs of this machine and its own page, under whatever loopback name', async () => {
    const { port } = await start();
    for (const host of [`127.0.0.1:${port}`, 'localhost', '[::1]:80'])
      expect(await ask(port, { ...json, host })).toBe(204);
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' };
    for (const type of spellings('application/json'))
      expect([type, await ask(port, { ...own, 'content-type': type })]).toEqual([type, 204]);
    for (const type of refusedTypes('application/json'))
      expect([type, await ask(port, { ...own, 'content-type': type })]).toEqual([type, 415]);
    expect(await ask(port, { 'sec-fetch-site': 'none' }, 'GET', '/sandbox/ledger')).toBe(200);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a form in disguise', { 'content-type': 'text/plain' }, 415],
    ['no content type', {}, 415],
    ['a name that leads here', { ...json, host: 'rebound.example' }, 403],
    ['a name that begins like ours', { ...json, host: 'localhost.evil.example' }, 403],
    ['a page of elsewhere', { ...json, origin: 'https://evil.example' }, 403],
    ['a page without an origin', { ...json, origin: 'null' }, 403],
    ['a page of another port', { ...json, 'sec-fetch-site': 'same-site' }, 403],
    ['a page of elsewhere that hides its origin', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
  ])('refuses %s', async (_name, headers, status) => {
    const sandbox = await start();
    expect(await ask(sandbox.port, headers)).toBe(status);
    if (status === 403) {
      expect(await ask(sandbox.port, headers, 'DELETE')).toBe(403);
      expect(await ask(sandbox.port, headers, 'GET', '/sandbox/ledger')).toBe(403);
    }
    // No fault has been switched on.
    expect((await post(sandbox, '/orders/list', {})).status).toBe(200);
  });

  it('is no part of what Printess answers: that takes any content type, however it is spelt', async () => {
    const sandbox = await start();
    for (const type of ['application/json; charset=utf8', 'text/plain', 'application/json; charset=us-ascii']) {
      const response = await fetch(`${sandbox.url}/orders/list`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': type },
        body: '{}',
      });
      expect(response.status).toBe(200);
    }
  });
});
