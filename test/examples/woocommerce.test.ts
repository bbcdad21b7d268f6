import type { ChildProcess } from 'node:child_process';
import { createHash, createHmac, randomInt } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';
import { createSite, NEXT_VENDOR, OURS, VENDOR, type Line, type Site } from './wordpress-site.js';

// The WooCommerce plugin as it stands, run by PHP between stand-ins of WordPress and the real API.

const KEY = 'key-of-the-woocommerce-shop';
const SECRET = `whsec_${Buffer.from('the secret that a shop and we share').toString('base64')}`;
const EVENTS = '/printess-production/v1/events';

let world: ProcessWorld;
let journal: string;
let url: string;
let settings: object;
/** With the vendor's plugin active, and its REST routes served for events. */
let site: Site;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const [eventsPort, port] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  journal = join(folder, 'sandbox.jsonl');
  const woo = {
    tokenFile: await file('token', TOKEN),
    eventsUrl: `http://127.0.0.1:${eventsPort}/wp-json${EVENTS}`,
    eventsSecretFile: await file('secret', SECRET),
  };
  world = await startProcessWorld({
    PRINTESS_SHOPS_FILE: await file('shops.json', JSON.stringify({ woo })),
    ORDERS_API_KEYS: `woo:${KEY}`,
    ORDERS_API_PORT: String(port),
    SANDBOX_FILE: journal,
    // Whatever a busy machine loses is found by the next status check.
    PRINTESS_STATUS_CHECKS: '3s',
  });
  await world.startWorker();
  settings = { url, key: KEY, events_secret: SECRET, site: 'shop.example' };
  site = await createSite(options([VENDOR, OURS]));
  children.push(site.serve(eventsPort));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) server.close();
  await world.close();
});

const options = (plugins: string[], more: object = {}) => ({
  active_plugins: plugins,
  printess_production_settings: settings,
  printess_api_domain: new URL(world.sandboxUrl).host,
  printess_service_token: TOKEN,
  ...more,
});
const newId = () => randomInt(1_000, 1_000_000_000);
const designed = (saveToken: string, more: Partial<Line> = {}): Line => ({
  ...more,
  meta: { '_printess-save-token': saveToken, '_printess-dropshipping': '-1', ...more.meta },
});

interface ProduceRequest {
  externalOrderId: string;
  origin: string;
  templateName: string;
  vdp: { form: Record<string, string> };
}

/** What Printess has accepted, and was paid for, of an order. */
async function paidRequests(orderId: number): Promise<ProduceRequest[]> {
  const events = (await readFile(journal, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return events
    .map((line) => JSON.parse(line) as { type: string; job?: { request: ProduceRequest } })
    .flatMap(({ type, job }) => (type === 'accepted' && job ? [job.request] : []))
    .filter(({ externalOrderId }) => externalOrderId === String(orderId));
}

async function api(path: string): Promise<{ status: number; json: { state?: string } }> {
  const response = await fetch(`${url}/v1/orders/${path}`, { headers: { authorization: `Bearer ${KEY}` } });
  return { status: response.status, json: (await response.json()) as { state?: string } };
}

/** Runs the shop's actions, as WordPress' cron does, until an order has such a note; an event has told of it. */
async function untilNoted(shop: Site, orderId: number, note: RegExp): Promise<string[]> {
  return until(`order ${orderId} to be noted ${String(note)}`, async () => {
    await sleep(200);
    await shop.runActions(61);
    const { notes } = await shop.order(orderId);
    return notes.some((one) => note.test(one)) ? notes : undefined;
  });
}

/** Between the shop and the API: takes each request there, and loses the first answer. */
async function loseFirstAnswer(): Promise<string> {
  let lost = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const { authorization = '' } = request.headers;
        const answer = await fetch(url + (request.url ?? ''), {
          method: request.method ?? 'GET',
          headers: { authorization, 'content-type': 'application/json' },
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        });
        const text = await answer.text();
        if (lost) return response.writeHead(answer.status).end(text);
        lost = true;
        return request.socket.destroy();
      })();
    });
  });
  servers.push(server);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port}`;
}

describe('the WooCommerce plugin', () => {
  it('orders the designed lines of a paid order, and writes their files where the vendor’s order page shows them', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('st:cup', { quantity: 3 }), 8: { meta: {} }, 9: designed('photo-book') });
    await site.status(id, 'processing');
    expect(await paidRequests(id)).toEqual([]);
    await site.runActions();
    expect((await site.order(id)).notes).toEqual(['Print files are ordered: 2 lines.']);
    expect(await site.ask({ do: 'page', order: id, line: 7 })).toBe('Processing.');

    const notes = await untilNoted(site, id, /^Print files are ready: 2 lines\.$/);
    expect(notes).toHaveLength(2);
    expect(await site.ask({ do: 'page', order: id, line: 7 })).toMatch(/^<a href=http\S+\.pdf target=_blank>\S+<\/a>$/);
    expect(await site.ask({ do: 'page', order: id, line: 9 })).toMatch(/>cover<.*>content</);
    expect((await site.order(id)).lines['7']?.meta['_printess-job-id']).toMatch(/^[0-9a-f]{40}_/);
    expect((await paidRequests(id)).map(({ templateName, origin }) => [templateName, origin])).toEqual([
      ['st:cup', 'printess-production'],
      ['photo-book', 'printess-production'],
    ]);
    // Nothing is left to be done.
    expect((await site.actions()).filter(({ args }) => args[0] === id)).toEqual([]);
  });

  it('tries again by itself, with growing waits, where the API is away, says so, and orders once', async () => {
    const shop = await createSite(
      options([OURS], {
        printess_production_settings: { ...settings, url: `http://127.0.0.1:${await freePort()}` },
      }),
    );
    const id = newId();
    await shop.addOrder(id, { 7: designed('poster') });
    await shop.status(id, 'processing');
    const waits: number[] = [];
    for (let index = 0; index < 3; index++) {
      expect(await shop.runActions(waits.at(-1) ?? 0)).toEqual(['printess_production_send']);
      const [next] = await shop.actions();
      waits.push(Math.round(((next?.at ?? 0) - Date.now() / 1000) / 60) * 60);
    }
    expect(waits).toEqual([60, 300, 900]);
    const { notes } = await shop.order(id);
    expect(notes).toHaveLength(3);
    expect(notes[0]).toMatch(
      /^Print files are NOT ordered yet: The orders API does not answer: .+ It is tried again by itself at \d{4}-\d\d-\d\d \d\d:\d\d /,
    );
    await shop.set({ options: { printess_production_settings: settings } });
    await shop.runActions(900);
    expect((await shop.order(id)).notes).toContain('Print files are ordered: 1 line.');
    await api(`${id}?wait=30s`);
    expect(await paidRequests(id)).toHaveLength(1);
  });

  it('pays once where the API took the order and its answer was lost', async () => {
    const shop = await createSite(
      options([OURS], { printess_production_settings: { ...settings, url: await loseFirstAnswer() } }),
    );
    const id = newId();
    await shop.set({ products: { 5: { sku: 'as-paid' } } });
    await shop.addOrder(id, { 7: designed('poster', { product: 5 }) });
    await shop.status(id, 'processing');
    await shop.runActions();
    expect((await shop.order(id)).notes).toEqual([expect.stringContaining('NOT ordered yet')]);
    // What the customer or the shop changes meanwhile makes no other order of it.
    await shop.set({ products: { 5: { sku: 'changed' } } });
    await shop.runActions(61);
    expect((await shop.order(id)).notes[1]).toBe('Print files are ordered: 1 line.');
    await api(`${id}?wait=30s`);
    expect(await paidRequests(id)).toHaveLength(1);
  });

  it('makes one order of a hook that fires again and again', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('poster') });
    for (const to of ['processing', 'on-hold', 'processing']) await site.status(id, to);
    expect((await site.actions()).filter(({ args }) => args[0] === id)).toHaveLength(1);
    await site.runActions();
    await site.status(id, 'processing');
    await site.runActions();
    await untilNoted(site, id, /are ready/);
    await site.status(id, 'processing');
    await site.runActions();
    expect(await paidRequests(id)).toHaveLength(1);
    expect((await site.order(id)).notes).toEqual([
      'Print files are ordered: 1 line.',
      'Print files are ready: 1 line.',
    ]);
  });

  it('sends what the vendor’s plugin would send, `{}` where PHP means it, and no text harmed', async () => {
    const id = newId();
    const cyrillic = 'Съешь ещё этих мягких французских булок, да выпей чаю. '.repeat(210);
    expect(Buffer.byteLength(cyrillic)).toBeGreaterThan(20_000);
    const outputFiles = {
      cover: { outputSettings: {}, outputFileName: '[[sku]].pdf' },
      content: { outputSettings: { dpi: 72 } },
    };
    await site.set({
      products: {
        20: {
          name: 'Tasse „Übergröße“',
          meta: { printess_dpi: '150', printess_output_type: 'png', printess_jpg_compression: '0' },
          terms: {
            product_cat: [
              { name: 'Mugs', slug: 'mugs' },
              { name: 'Gifts', slug: 'gifts' },
            ],
          },
          attributes: {
            pa_color: { name: 'pa_color', terms: [{ name: 'Dark blue', slug: 'dark-blue' }] },
            size: { name: 'Size', options: ['S', 'M'] },
          },
        },
        21: {
          parent: 20,
          sku: 'MUG-1',
          name: 'Tasse – blau',
          meta: { printess_dpi: '600', printess_output_files: JSON.stringify(outputFiles) },
        },
      },
      users: { 3: { shipping_first_name: 'Ada' } },
    });
    const meta = {
      pa_color: 'dark-blue',
      Widmung: cyrillic,
      Gruß: 'Grüße 👋🏽 "zum" \\ Geburtstag',
      '_other-plugin': { a: [1] },
    };
    await site.addOrder(
      id,
      { 7: designed('photo-book', { product: 21, quantity: 2, meta }) },
      { customer: 3, shipping_first_name: 'Jürgen', shipping_last_name: 'Groß', billing_city: 'Łódź' },
    );
    await site.status(id, 'processing');
    await site.runActions();
    await until('the paid job', async () => (await paidRequests(id)).length > 0);
    const [request] = await paidRequests(id);
    expect(request).toMatchObject({
      templateName: 'photo-book',
      externalOrderId: String(id),
      copies: 2,
      outputType: 'png',
      outputSettings: { dpi: 150, jpegCompression: 90 },
      outputFiles: [
        { documentName: 'cover', outputSettings: {} },
        { documentName: 'content', outputSettings: { dpi: 72 } },
      ],
    });
    const { form } = request?.vdp ?? { form: {} };
    expect(request?.vdp).toMatchObject({ data: { orderId: String(id), lineItemId: '7', sku: 'MUG-1' } });
    expect(form).toMatchObject({
      orderId: String(id),
      lineItemId: '7',
      sku: 'MUG-1',
      itemQuantity: '2',
      orderDate: '2026-02-03T04:05:06+00:00',
      productName: 'Tasse – blau',
      ShippingName: 'Jürgen Groß',
      BillingCity: 'Łódź',
      CustomerFirstName: 'Ada',
      productCategories: 'Mugs,Gifts',
      productCategorySlugs: 'mugs_gifts',
      Color: 'Dark blue',
      Size: 'S_M',
      Gru: meta.Gruß,
    });
    expect(form['Widmung']).toBe(cyrillic);
    expect((await site.order(id)).notes[0]).toBe(
      'Not sent, since the Printess API has no such setting: outputFileName of document cover.',
    );
  });

  it('cancels with the order; a cancelled order that is paid after all is not begun again without a word', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('fault:never-finish') });
    await site.status(id, 'processing');
    await site.runActions();
    await site.status(id, 'cancelled');
    await site.runActions();
    await untilNoted(site, id, /^The production of its print files was cancelled; 0 of 1 lines/);
    expect((await api(String(id))).json.state).toBe('cancelled');
    expect((await site.order(id)).notes).toContain('The print files are cancelled: nothing more is sent to Printess.');
    expect(await site.ask({ do: 'page', order: id, line: 7 })).toContain('Cancelled: no print files are made.');
    const paid = (await paidRequests(id)).length;
    await site.status(id, 'processing');
    await site.runActions();
    expect((await site.order(id)).notes.at(-1)).toContain(`To go on: printess-production retry ${id}.`);
    expect(await paidRequests(id)).toHaveLength(paid);
  });

  it('does not order what is cancelled before it is sent, and cancels where the API was away', async () => {
    const shop = await createSite(
      options([OURS], { printess_production_settings: { ...settings, url: await loseFirstAnswer() } }),
    );
    const early = newId();
    await shop.addOrder(early, { 7: designed('poster') });
    await shop.status(early, 'processing');
    await shop.status(early, 'cancelled');
    await shop.runActions(4_000);
    expect((await api(String(early))).status).toBe(404);

    // Taken, its answer lost, cancelled before the next try.
    const id = newId();
    await shop.addOrder(id, { 7: designed('fault:never-finish') });
    await shop.status(id, 'processing');
    await shop.runActions();
    const away = { ...settings, url: `http://127.0.0.1:${await freePort()}` };
    await shop.set({ options: { printess_production_settings: away } });
    await shop.status(id, 'cancelled');
    await shop.runActions();
    expect((await shop.order(id)).notes.at(-1)).toContain('The print files are NOT cancelled yet');
    await shop.set({ options: { printess_production_settings: settings } });
    await shop.runActions(200);
    await until('the order to be cancelled', async () => (await api(String(id))).json.state === 'cancelled');
  });

  it('forgets what it has sent with the customer’s data', async () => {
    const id = newId();
    const meta = { '_printess-production-request': '{"items": [{"itemId": "Jürgen"}]}' };
    await site.addOrder(id, { 7: designed('poster') }, { meta });
    await site.ask({ do: 'erase', order: id });
    expect((await site.order(id)).meta).not.toHaveProperty('_printess-production-request');
  });

  it('says what needs a person, and what the API refuses; once mended the order is sent by hand', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('fault:refuse') });
    await site.status(id, 'processing');
    await site.runActions();
    const notes = await untilNoted(site, id, /^Its print files need a look:<br>line-7: /);
    expect(notes.at(-1)).toContain('406');
    expect(await site.ask({ do: 'page', order: id, line: 7 })).toContain('Printess Error Details');

    const wrong = newId();
    await site.set({
      products: { 30: { meta: { printess_output_files: '{"cover": {"outputSettings": {"colour": 1}}}' } } },
    });
    await site.addOrder(wrong, { 7: designed('photo-book', { product: 30 }) });
    await site.status(wrong, 'processing');
    await site.runActions();
    expect((await site.order(wrong)).notes).toEqual([
      expect.stringMatching(
        /^Print files are NOT ordered: .*outputSettings\.colour: not a known property.*not tried again by itself/,
      ),
    ]);
    expect((await site.actions()).filter(({ args }) => args[0] === wrong)).toEqual([]);
    await site.set({ products: { 30: { meta: {} } } });
    await site.ask({ do: 'order-action', order: wrong, action: 'printess_production' });
    await site.runActions();
    expect((await site.order(wrong)).notes.at(-1)).toBe('Print files are ordered: 1 line.');
  });
});

describe('the receiver of its events', () => {
  const body = (orderId: number) =>
    JSON.stringify({ type: 'order.produced', data: { n: 1, order: { orderId: String(orderId) } } });
  const signed = (text: string, { id = 'm', time = new Date(), secret = SECRET } = {}) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, time, text),
  });
  const send = async (shop: Site, text: string, headers: object) =>
    ((await shop.ask({ do: 'rest', route: EVENTS, body: text, headers })) as [number])[0];

  it('takes what is signed with its secret, just now, for an order that it has sent; and each once', async () => {
    const shop = await createSite(options([OURS]));
    const [id, foreign] = [newId(), newId()];
    await shop.addOrder(id, { 7: designed('poster') }, { meta: { '_printess-production-request': '{}' } });
    await shop.addOrder(foreign, { 7: designed('poster') });
    const text = body(id);
    const good = signed(text);
    const other = `whsec_${Buffer.from('quite another secret, of 24 bytes or more').toString('base64')}`;
    for (const headers of [
      {},
      signed(text, { secret: other }),
      signed(text, { time: new Date(Date.now() - 400_000) }),
      signed(text, { time: new Date(Date.now() + 400_000) }),
      { ...good, 'webhook-id': 'n' },
      { ...good, 'webhook-signature': 'v1,AAAA' },
    ])
      expect([headers, await send(shop, text, headers)]).toEqual([headers, 400]);
    expect(await send(shop, body(foreign), good)).toBe(400);
    expect(await shop.actions()).toEqual([]);

    expect(await send(shop, text, { ...good, 'webhook-signature': `v1,AAAA ${good['webhook-signature']}` })).toBe(204);
    expect(await send(shop, text, good)).toBe(204);
    expect(await send(shop, body(foreign), signed(body(foreign)))).toBe(204);
    expect((await shop.actions()).map(({ hook, args }) => [hook, args])).toEqual([['printess_production_news', [id]]]);
  });

  it.each(['', 'whsec_'])(
    'with the secret %j takes none, not even what is signed with an empty one',
    async (secret) => {
      const shop = await createSite(
        options([OURS], { printess_production_settings: { ...settings, events_secret: secret } }),
      );
      const id = newId();
      await shop.addOrder(id, {}, { meta: { '_printess-production-request': '{}' } });
      const time = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', '')
        .update(`m.${time}.${body(id)}`)
        .digest('base64');
      const headers = { 'webhook-id': 'm', 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
      expect(await send(shop, body(id), headers)).toBe(503);
      expect(await shop.actions()).toEqual([]);
    },
  );
});

describe('beside the vendor’s plugin', () => {
  const refusals: [what: string, plugins: string[], more: object, why: string][] = [
    ['set to approve by hand', [VENDOR, OURS], { printess_approval: 'manual' }, 'Order Approval Mode: Manual'],
    ['of a version that is not known', [OURS, NEXT_VENDOR], {}, 'in a way that is not known here'],
    ['of a version that sends on one more hook', [VENDOR, NEXT_VENDOR, OURS], {}, 'woocommerce_payment_complete'],
    ['before it is set up', [VENDOR, OURS], { printess_production_settings: {} }, 'are not set'],
  ];
  it.each(refusals)('%s it refuses to send, says why, and leaves it as it was', async (_what, plugins, more, why) => {
    const shop = await createSite(options(plugins, more));
    const id = newId();
    await shop.addOrder(id, { 7: designed('poster') });
    await shop.status(id, 'processing');
    expect(await shop.runActions(100_000)).toEqual([]);
    expect((await api(String(id))).status).toBe(404);
    // The vendor's plugin has sent it, as ever, where it sends by itself.
    const origins = (await paidRequests(id)).map(({ origin }) => origin);
    const sends = plugins.includes(VENDOR) && !('printess_approval' in more);
    expect(origins).toEqual(sends ? ['WC https://shop.example'] : []);
    const notices = (await shop.ask({ do: 'notices' })) as string;
    expect(notices).toContain(why);
    expect(notices).toContain('Printess Editor goes on sending orders itself');
  });

  it('says what else is missing', async () => {
    const more = { permalink_structure: '', printess_production_settings: { url, key: KEY, site: 'shop.example' } };
    const notices = await (await createSite(options([VENDOR, OURS], more))).ask({ do: 'notices' });
    expect(notices).toContain('Permalinks are');
    expect(notices).toContain('The secret of the events is not set');
    expect(await site.ask({ do: 'notices' })).toBe('');
    const remote = { printess_production_settings: { ...settings, url: 'http://orders.example' } };
    expect(await (await createSite(options([OURS], remote))).ask({ do: 'notices' })).toContain('must be https');
  });

  it('declares nothing outside its namespace', async () => {
    const names = (await site.ask({ do: 'declared' })) as string[];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !name.startsWith('PrintessProduction\\WooCommerce\\'))).toEqual([]);
  });

  it('has nobody else pay: its buttons and its REST route say what to do instead', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('poster') });
    await site.status(id, 'processing');
    await site.runActions();
    await untilNoted(site, id, /are ready/);
    const click = (action: string, more: object = {}) => {
      const nonce = createHash('sha1').update(`nonce of ${action}`).digest('hex').slice(0, 10);
      return site.ask({ do: 'order', order: id, get: { action, nonce, order_id: String(id), item_id: '7', ...more } });
    };
    expect(await click('printess_reproduce_order_line_item')).toEqual({
      died: expect.stringContaining(`409 Print files are ordered by Printess Production.`),
    });
    const approval = {
      do: 'rest',
      route: '/printess/v1/order/item/approve',
      body: JSON.stringify({ orderId: id, lineItemId: 7 }),
    };
    expect(await site.ask(approval)).toMatchObject([409, { code: 'printess_production' }]);

    // A design that is edited is saved, and not sent; that its files are of the design before is said.
    await click('printess_save_edited_order_line_item', { pst: 'st:edited' });
    await site.runActions();
    const order = await site.order(id);
    expect(order.lines['7']?.meta['_printess-save-token']).toBe('st:edited');
    expect(order.lines['7']?.meta['_printess-result']).toContain('.pdf');
    expect(order.notes.at(-1)).toContain('its print files are of the design before');
    expect(await paidRequests(id)).toHaveLength(1);
  });

  it('locks the call that pays, whoever makes it', async () => {
    const id = newId();
    await site.addOrder(id, { 7: designed('poster') });
    await expect(site.ask({ do: 'call', function: 'printess_send_to_printess_api', arguments: [id] })).rejects.toThrow(
      /print files are ordered by Printess Production/,
    );
    expect(await paidRequests(id)).toEqual([]);
  });

  it('follows what the vendor’s plugin has sent before, instead of paying again', async () => {
    const id = newId();
    const before = await createSite(options([VENDOR]));
    await before.addOrder(id, { 7: designed('poster') });
    await before.status(id, 'processing');
    await before.set({ options: { active_plugins: [VENDOR, OURS] } });
    await before.status(id, 'processing');
    await before.runActions();
    // No event reaches this shop: it looks by itself after an hour.
    await api(`${id}?wait=30s`);
    await before.runActions(3_601);
    expect((await before.order(id)).notes.at(-1)).toBe('Print files are ready: 1 line.');
    expect(await paidRequests(id)).toHaveLength(1);
  });

  it('leaves dropshipping lines to it, once, and says so where that fails', async () => {
    const id = newId();
    await site.addOrder(id, {
      7: designed('poster'),
      8: designed('poster', { meta: { '_printess-dropshipping': '12' } }),
    });
    await site.status(id, 'processing');
    await site.runActions();
    const { notes } = await site.order(id);
    expect(notes).toEqual([
      expect.stringContaining('The dropshipping lines 8 may NOT have been sent'),
      'Print files are ordered: 1 line.',
    ]);
    expect(await api(String(id))).toMatchObject({ json: { items: [{ itemId: 'line-7' }] } });
    // Nobody knows whether it was sent: the hook that fires again does not send it again.
    await site.status(id, 'processing');
    await site.runActions();
    expect((await site.order(id)).notes.filter((note) => note.includes('dropshipping'))).toHaveLength(1);
  });

  it('on a copy of the site orders nothing, and has nothing ordered', async () => {
    const shop = await createSite(options([VENDOR, OURS], { home: 'https://staging.shop.example' }));
    const id = newId();
    await shop.addOrder(id, { 7: designed('poster') });
    await shop.status(id, 'processing');
    await shop.runActions();
    expect((await shop.order(id)).notes).toEqual([expect.stringContaining('This site is a copy of another one.')]);
    expect(await shop.ask({ do: 'notices' })).toContain('This site is a copy');
    expect(await paidRequests(id)).toEqual([]);
    expect((await api(String(id))).status).toBe(404);
  });
});
