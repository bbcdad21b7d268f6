import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as listen, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';
import { startSmtpSink, type SmtpSink } from './smtp-sink.js';

// The alerts example as it stands: a process of its own, between events signed as the worker signs them and sinks that
// keep what people would be told. A real event reaches it in examples.test.ts.

const PROGRAM = fileURLToPath(new URL('../../examples/alerts/alerts.mjs', import.meta.url));
const SECRET = `whsec_${Buffer.from('the secret that a shop and we share').toString('base64')}`;
const WEB_UI = 'https://temporal.example/namespaces/default/workflows/printess-north-1001';

interface Taken {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let mail: SmtpSink;
let chat: { url: string; taken: Taken[]; answers: (status: number) => void };
const endings: (() => unknown)[] = [];

async function startHttpSink(): Promise<typeof chat> {
  const taken: Taken[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (status < 300)
        taken.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, taken, answers: (next) => void (status = next) };
}

interface Alerts {
  port: number;
  said: () => string;
  child: ChildProcess;
}

async function startAlerts(env: NodeJS.ProcessEnv): Promise<Alerts> {
  const port = await freePort();
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env['PATH'], EVENTS_SECRET: SECRET, PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  endings.push(() => child.kill('SIGKILL'));
  await until('the alerts to listen', () => said.includes('events on port') || child.exitCode !== null);
  return { port, said: () => said, child };
}

const mailTo = (sink: SmtpSink, host = '127.0.0.1') => ({
  SMTP_URL: `smtp://${host}:${sink.port}`,
  MAIL_FROM: 'Größe & Druck <print@example.com>',
  MAIL_TO: 'ada@example.com, Ben <ben@example.com>',
});

const waiting = (reason: string, message: string, itemId = 'mug') => ({
  itemId,
  state: 'attention',
  attention: { reason, message, since: '2026-01-31T10:00:00.000Z' },
});
const event = (items: object[], more: object = {}, type = 'order.attention') => ({
  type,
  data: { n: 1, order: { orderId: '1001', shop: 'north', items, links: {}, ...more } },
});

let count = 0;
const newEventId = () => `event-${++count}`;
async function deliver(
  to: Alerts,
  what: object,
  { id = newEventId(), time = new Date(), signature = '' } = {},
): Promise<number> {
  const body = JSON.stringify(what);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': signature || new Webhook(SECRET).sign(id, time, body),
  };
  return (await fetch(`http://127.0.0.1:${to.port}/events`, { method: 'POST', headers, body })).status;
}

const chatText = (index = 0) => (JSON.parse(chat.taken[index]?.body ?? '{}') as { text: string }).text;

beforeAll(async () => {
  mail = await startSmtpSink();
  chat = await startHttpSink();
});
beforeEach(() => {
  mail.mails.length = 0;
  chat.taken.length = 0;
  mail.refuse(undefined);
  chat.answers(200);
});
afterAll(async () => {
  mail.close();
  for (const end of endings) await end();
});

describe('an alert', () => {
  let alerts: Alerts;
  beforeAll(async () => {
    alerts = await startAlerts({ ...mailTo(mail), CHAT_WEBHOOK_URL: `${chat.url}/services/secret` });
  });

  it('reaches people by e-mail and chat: which item waits, why, since when, with a link to the order', async () => {
    const refused = waiting('refused', 'Printess refuses it (406): Schrift „Größe“ fehlt 👋🏽');
    expect(
      await deliver(alerts, event([refused, { itemId: 'card', state: 'produced' }], { links: { webUi: WEB_UI } })),
    ).toBe(204);
    const [one] = mail.mails;
    expect(one).toMatchObject({
      from: 'print@example.com',
      to: ['ada@example.com', 'ben@example.com'],
      headers: {
        subject: 'Order 1001 of shop north needs you: refused',
        from: `=?utf-8?B?${Buffer.from('Größe & Druck').toString('base64')}?= <print@example.com>`,
        to: 'ada@example.com, Ben <ben@example.com>',
      },
    });
    expect(one?.text.split('\r\n').filter(Boolean)).toEqual([
      'Order 1001 of shop north needs you: refused',
      'mug: refused, since 2026-01-31 10:00 UTC. Printess refuses it (406): Schrift „Größe“ fehlt 👋🏽',
      `Decide in the Temporal Web UI: ${WEB_UI}`,
    ]);
    expect(chat.taken[0]?.path).toBe('/services/secret');
    expect(chatText().split('\n')).toEqual([
      '*Order 1001 of shop north needs you: refused*',
      'mug: refused, since 2026-01-31 10:00 UTC. Printess refuses it (406): Schrift „Größe“ fehlt 👋🏽',
      `<${WEB_UI}|Decide in the Temporal Web UI>`,
    ]);
  });

  it('without a link names the command, and no text from outside calls a channel or makes a link', async () => {
    const bad = waiting('refused', 'a <!channel> & <https://evil.example|here>');
    expect(await deliver(alerts, event([bad], { links: { webUi: 'javascript:alert(1)' } }))).toBe(204);
    expect(chatText()).toContain('a &lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;');
    expect(chatText()).not.toMatch(/javascript|<!/);
    expect(chatText()).toContain('See: printess-production show 1001 --shop north');
    expect(mail.mails[0]?.text).toContain('See: printess-production show 1001 --shop north');
  });

  it('comes again where a channel is dead, by that channel alone', async () => {
    chat.answers(500);
    const id = newEventId();
    const refused = event([waiting('refused', 'no')]);
    expect(await deliver(alerts, refused, { id })).toBe(502);
    expect(await deliver(alerts, refused, { id })).toBe(502);
    chat.answers(200);
    expect(await deliver(alerts, refused, { id })).toBe(204);
    expect(await deliver(alerts, refused, { id })).toBe(204);
    expect([mail.mails.length, chat.taken.length]).toEqual([1, 1]);

    mail.refuse('');
    const other = newEventId();
    expect(await deliver(alerts, refused, { id: other })).toBe(502);
    mail.refuse('ada');
    expect(await deliver(alerts, refused, { id: other })).toBe(204);
    // One wrong address does not keep the mail from the others.
    expect(mail.mails[1]?.to).toEqual(['ben@example.com']);
    expect([mail.mails.length, chat.taken.length]).toEqual([2, 2]);
    expect(alerts.said()).toContain(
      'The mail server refuses RCPT TO:<ada@example.com>: 550 no such person. The mail goes to the others.',
    );
    expect(alerts.said()).not.toContain('services/secret');
  });

  it('is sent once where two deliveries of an event overlap', async () => {
    const id = newEventId();
    const refused = event([waiting('refused', 'no')]);
    const both = [deliver(alerts, refused, { id }), deliver(alerts, refused, { id })];
    expect(await Promise.all(both)).toEqual([204, 204]);
    expect([mail.mails.length, chat.taken.length]).toEqual([1, 1]);
  });

  it('is made of a signed event of the last minutes alone, and of no other news', async () => {
    const refused = event([waiting('refused', 'no')]);
    expect(await deliver(alerts, refused, { signature: 'v1,AAAA' })).toBe(400);
    expect(await deliver(alerts, refused, { time: new Date(Date.now() - 400_000) })).toBe(400);
    expect(await deliver(alerts, event([], {}, 'order.produced'))).toBe(204);
    expect((await fetch(`http://127.0.0.1:${alerts.port}/events`)).status).toBe(404);
    const large = await fetch(`http://127.0.0.1:${alerts.port}/events`, {
      method: 'POST',
      body: 'x'.repeat(1_000_001),
    });
    expect(large.status).toBe(413);
    expect([mail.mails.length, chat.taken.length]).toEqual([0, 0]);
  });

  it('of a hold comes once for the shop, not for each of its orders', async () => {
    const held = (shop: string, reason = 'insufficient-funds') =>
      event([waiting(reason, 'The account has no credits (402).')], { shop });
    for (const one of [held('south'), held('south'), held('east'), held('south', 'unauthorized')])
      expect(await deliver(alerts, one)).toBe(204);
    expect(mail.mails.map(({ headers }) => headers['subject'])).toEqual([
      'Shop south is on hold: insufficient-funds (order 1001, and others may wait for the same)',
      'Shop east is on hold: insufficient-funds (order 1001, and others may wait for the same)',
      'Shop south is on hold: unauthorized (order 1001, and others may wait for the same)',
    ]);
    // Who must decide something is told all the same.
    const both = [waiting('insufficient-funds', 'no credits'), waiting('refused', 'no', 'card')];
    expect(await deliver(alerts, event(both, { shop: 'south' }))).toBe(204);
    expect(mail.mails).toHaveLength(4);
  });

  it('of many items names the first, and counts the others', async () => {
    const many = Array.from({ length: 500 }, (_, index) => waiting('refused', 'x'.repeat(500), `item-${index}`));
    expect(await deliver(alerts, event(many))).toBe(204);
    expect(mail.mails[0]?.text).toContain('and 490 items more');
    expect(chatText().length).toBeLessThan(10_000);
  });
});

describe('the alerts', () => {
  it('do not start where nobody would be told, or anybody could sign', async () => {
    for (const [env, why] of [
      [{ CHAT_WEBHOOK_URL: chat.url, EVENTS_SECRET: '' }, 'EVENTS_SECRET must be'],
      [{ CHAT_WEBHOOK_URL: chat.url, EVENTS_SECRET: 'whsec_' }, 'EVENTS_SECRET must be'],
      [{}, 'nobody would be told'],
      [{ SMTP_URL: 'smtp://127.0.0.1:1' }, 'needs MAIL_FROM and MAIL_TO'],
      [{ CHAT_WEBHOOK_URL: chat.url, CHAT_STYLE: 'irc' }, 'CHAT_STYLE is'],
    ] as const) {
      const alerts = await startAlerts(env);
      await until('it to end', () => alerts.child.exitCode !== null);
      expect([alerts.child.exitCode, alerts.said()]).toEqual([1, expect.stringContaining(why)]);
    }
  });

  it('write an Adaptive Card for Teams', async () => {
    const alerts = await startAlerts({ CHAT_WEBHOOK_URL: chat.url, CHAT_STYLE: 'teams' });
    expect(await deliver(alerts, event([waiting('refused', '**no**')], { links: { webUi: WEB_UI } }))).toBe(204);
    const { attachments } = JSON.parse(chat.taken[0]?.body ?? '') as {
      attachments: { content: { actions: unknown } }[];
    };
    expect(attachments[0]?.content.actions).toEqual([expect.objectContaining({ type: 'Action.OpenUrl', url: WEB_UI })]);
    expect(JSON.stringify(attachments)).toContain(
      '{"type":"TextRun","text":"mug: refused, since 2026-01-31 10:00 UTC. **no**"',
    );
  });

  it('pass every event on as it came, and are done when it is taken there too', async () => {
    const shop = await startHttpSink();
    const alerts = await startAlerts({ CHAT_WEBHOOK_URL: chat.url, FORWARD_URL: `${shop.url}/wp-json/events` });
    const produced = event([], {}, 'order.produced');
    expect(await deliver(alerts, produced)).toBe(204);
    const [one] = shop.taken;
    expect(new Webhook(SECRET).verify(one?.body ?? '', one?.headers as Record<string, string>)).toEqual(produced);
    shop.answers(503);
    const id = newEventId();
    expect(await deliver(alerts, event([waiting('refused', 'no')]), { id })).toBe(502);
    shop.answers(204);
    expect(await deliver(alerts, event([waiting('refused', 'no')]), { id })).toBe(204);
    expect([shop.taken.length, chat.taken.length]).toEqual([2, 1]);
  });

  it('encrypt mails that leave this machine, and send none where they cannot', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const openssl = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await promisify(execFile)('openssl', [
      ...openssl,
      '-keyout',
      keyFile,
      '-out',
      certFile,
      '-subj',
      '/CN=sink',
      '-addext',
      'subjectAltName=IP:127.0.0.2',
    ]);
    const tls = { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
    const sink = await startSmtpSink({ tls, host: '127.0.0.2' });
    const plain = await startSmtpSink({ host: '127.0.0.2' });
    endings.push(sink.close, plain.close);
    const refused = event([waiting('refused', 'no')]);
    const to = mailTo(sink, 'user:p%40ss@127.0.0.2');

    const alerts = await startAlerts({ ...to, NODE_EXTRA_CA_CERTS: certFile });
    expect(await deliver(alerts, refused)).toBe(204);
    expect(sink.mails).toMatchObject([{ encrypted: true, auth: '|user|p@ss' }]);

    const smtps = await startSmtpSink({ tls, smtps: true, host: '127.0.0.2' });
    endings.push(smtps.close);
    const SMTP_URL = `smtps://user:p%40ss@127.0.0.2:${smtps.port}`;
    const fromTheStart = await startAlerts({ ...to, SMTP_URL, NODE_EXTRA_CA_CERTS: certFile });
    expect(await deliver(fromTheStart, refused)).toBe(204);
    expect(smtps.mails).toMatchObject([{ encrypted: true, auth: '|user|p@ss' }]);

    const stranger = await startAlerts(to);
    expect(await deliver(stranger, refused)).toBe(502);
    expect(stranger.said()).toMatch(/The mail server cannot be reached: (DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS)/);
    const open = await startAlerts(mailTo(plain, 'user:p%40ss@127.0.0.2'));
    expect(await deliver(open, refused)).toBe(502);
    expect(open.said()).toContain('offers no encryption');
    expect([sink.mails.length, plain.mails.length]).toEqual([1, 0]);
    expect(alerts.said() + stranger.said() + open.said()).not.toMatch(/p@ss|p%40ss/);
  });

  it('give a silent mail server up in time for the event to come again', async () => {
    const silent = listen(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    endings.push(() => silent.close());
    const alerts = await startAlerts(mailTo({ ...mail, port: (silent.address() as AddressInfo).port }));
    expect(await deliver(alerts, event([waiting('refused', 'no')]))).toBe(502);
    expect(alerts.said()).toContain('has not taken the mail in 10 seconds');
  });
});
