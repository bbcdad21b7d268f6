import { once } from 'node:events';
import http from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { milliseconds } from '../../src/contract/duration.js';
import { measure } from '../support/measure.js';
import { until } from '../support/until.js';
import { callback, callbackPath, deliver, startDoors, type Doors, type DoorsWorld } from '../support/with-doors.js';

let world: DoorsWorld;
let server: Doors;
beforeAll(async () => {
  world = await startDoors();
  server = await world.startServer();
});
afterAll(() => world.close());

/** Opens connections that say this, and never read an answer. */
async function hold(count: number, url: string, says: string): Promise<Socket[]> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  for (let n = 0; n < count; n++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    socket.pause();
    if (says) socket.write(says);
  }
  return sockets;
}

const UNREAD = 'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20);

describe('a thousand connections', () => {
  it.each<[string, 'callbackUrl' | 'ordersUrl', string]>([
    ['silent', 'callbackUrl', ''],
    ['with half a request', 'callbackUrl', 'POST /callbacks/printess/x HTTP/1.1\r\nHost: x\r\n'],
    ['with answers that nobody reads', 'ordersUrl', UNREAD],
  ])('%s keep no good request out', async (kind, door, says) => {
    const items = 50;
    const orderId = await world.startOrder(items);
    const { answer: slowest, memory } = await measure(`1,000 connections ${kind}`, server, async () => {
      const sockets = await hold(1_000, server[door], says);
      let slow = 0;
      for (let n = 0; n < items; n++) {
        const began = performance.now();
        if (door === 'callbackUrl')
          expect(await deliver(server.callbackUrl + callbackPath(orderId, `i${n}`), callback())).toBe(200);
        else expect((await fetch(`${server.ordersUrl}/openapi.json`)).status).toBe(200);
        slow = Math.max(slow, performance.now() - began);
      }
      for (const socket of sockets) socket.destroy();
      return slow;
    });
    process.stdout.write(`  the slowest of ${items} good requests meanwhile: ${Math.round(slowest)} ms\n`);
    expect(slowest).toBeLessThan(5_000);
    expect(memory ?? 0).toBeLessThan(300);
  });
});

describe('a server that is asked to end', () => {
  /** Fifty clients that deliver callbacks over kept connections to the first of the URLs that is in service. */
  async function busyClients(inService: () => string[], tokens: string[]) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
    const seen = { acknowledged: 0, unanswered: 0, refused: 0 };
    const stop = new AbortController();
    const post = (url: string) =>
      new Promise<boolean>((resolve) => {
        let sent = false;
        const body = callback();
        const headers = { 'content-type': 'application/json', 'content-length': body.length };
        const request = http.request(url, { agent, method: 'POST', headers }, (response) => {
          if (response.statusCode === 200) seen.acknowledged += 1;
          response.resume().once('end', () => resolve(true));
        });
        request.once('socket', (socket) => {
          if (socket.connecting) socket.once('connect', () => (sent = true));
          else sent = true;
        });
        request.once('error', () => {
          if (sent) seen.unanswered += 1;
          else seen.refused += 1;
          resolve(false);
        });
        request.end(body);
      });
    const clients = Array.from({ length: 50 }, async () => {
      for (let path = tokens.pop(); path && !stop.signal.aborted; path = tokens.pop())
        for (const url of inService()) if (await post(url + path)) break;
    });
    await until('them to be busy', () => seen.acknowledged > 200);
    return {
      seen,
      async stop() {
        stop.abort();
        await Promise.all(clients);
        agent.destroy();
      },
    };
  }

  const tokensOf = async (orders: number) => {
    const ids = await Promise.all(Array.from({ length: orders }, () => world.startOrder(400)));
    const paths = ids.flatMap((id) => Array.from({ length: 400 }, (_, n) => callbackPath(id, `i${n}`)));
    return { ids, paths };
  };
  const recorded = async (ids: string[]) => (await Promise.all(ids.map((id) => world.reports(id)))).flat().length;

  it.each<[string, string, boolean]>([
    ['without anybody who turns them away', '0s', false],
    ['behind a balancer that asks /readyz', '3s', true],
  ])(
    'under fifty busy clients %s is done in two seconds, and has lost nothing that it acknowledged',
    async (kind, grace, balanced) => {
      const [first, second] = [await world.startServer({ STOP_GRACE: grace }), await world.startServer()];
      const { ids, paths } = await tokensOf(30);
      let urls = [first.callbackUrl, second.callbackUrl];
      const clients = await busyClients(() => urls, paths);
      const ended = new AbortController();
      const balancer = (async () => {
        while (balanced && !ended.signal.aborted) {
          const ready = await fetch(`${first.opsUrl}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          );
          if (!ready) urls = [second.callbackUrl];
          await sleep(50);
        }
      })();
      const began = performance.now();
      expect(await first.process.end('SIGTERM')).toBe(0);
      const took = performance.now() - began - milliseconds(grace);
      // The other process goes on with them.
      const before = clients.seen.acknowledged;
      await until('callbacks at the other', () => clients.seen.acknowledged > before + 50);
      ended.abort();
      await balancer;
      await clients.stop();
      const { acknowledged, unanswered, refused } = clients.seen;
      process.stdout.write(
        `SIGTERM under 50 busy clients ${kind}: ended ${Math.round(took)} ms after the grace; ` +
          `${acknowledged} acknowledged, ${unanswered} sent and not answered, ${refused} not taken\n`,
      );
      // Where nobody turns them away, some are just connecting when the port is closed: one request each at the most.
      expect(unanswered).toBeLessThanOrEqual(balanced ? 0 : 50);
      expect(took).toBeLessThan(5_000);
      expect(await recorded(ids)).toBeGreaterThanOrEqual(acknowledged);
      await second.process.end('SIGTERM');
    },
  );

  it('says first that it is not ready, and goes on for the grace', async () => {
    const graced = await world.startServer({ STOP_GRACE: '2s' });
    const orderId = await world.startOrder(20);
    const kept = new http.Agent({ keepAlive: true });
    const ended = graced.process.end('SIGTERM');
    const began = performance.now();
    const ready = await until('it to be not ready', async () => {
      const answer = await fetch(`${graced.opsUrl}/readyz`);
      return answer.status === 503 && ((await answer.json()) as object);
    });
    expect(ready).toEqual({
      status: 'not ready',
      failed: ['stopping'],
      why: { stopping: 'The server is stopping.' },
    });
    await sleep(500);
    const answer = await fetch(graced.callbackUrl + callbackPath(orderId), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: callback(),
    });
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    expect(await ended).toBe(0);
    const took = performance.now() - began;
    process.stdout.write(`SIGTERM with STOP_GRACE=2s: ended after ${Math.round(took)} ms\n`);
    expect(took).toBeGreaterThan(1_900);
    expect(took).toBeLessThan(8_000);
    kept.destroy();
  });

  it('answers a long poll as it stands', async () => {
    const polled = await world.startServer();
    const orderId = await world.startOrder();
    const answer = fetch(`${polled.ordersUrl}/v1/orders/${orderId}?wait=60s`, {
      headers: { authorization: 'Bearer key-of-the-north-shop-0001' },
    });
    await sleep(500);
    const began = performance.now();
    const ended = polled.process.end('SIGTERM');
    // There is no worker to tell how it stands.
    expect((await answer).status).toBe(503);
    expect(await ended).toBe(0);
    process.stdout.write(`SIGTERM under a long poll: ended after ${Math.round(performance.now() - began)} ms\n`);
  });
});
