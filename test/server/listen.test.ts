import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { listen, type Listening, type ListenOptions } from '../../src/server/listen.js';
import { until } from '../support/until.js';

const address = { host: '127.0.0.1', port: 0, portVariable: 'CALLBACK_PORT' };
const done: RequestListener = (_request, response) => response.end('done');

async function withListening(
  app: RequestListener,
  test: (server: Listening & { url: string }) => Promise<void>,
  options: Partial<ListenOptions> = {},
): Promise<void> {
  const server = await listen(app, { ...address, ...options });
  try {
    await test({ ...server, url: `http://127.0.0.1:${server.port}` });
  } finally {
    await server.close();
  }
}

/** A connection that says this, or nothing; `closed` resolves when it has been cut. */
async function connection(
  port: number,
  text = '',
): Promise<{ socket: Socket; closed: Promise<unknown>; said: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (data) => (said += data.toString())).on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  if (text) socket.write(text);
  return { socket, closed, said: () => said };
}

/** Resolves when nothing listens on the port any more. */
const portClosed = (port: number) =>
  until(
    'the port to be closed',
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(false)).once('error', () => resolve(true));
        socket.once('connect', () => socket.destroy());
      }),
  );

const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('listening', () => {
  it('names the port, the variable and a remedy where the port is in use', async () => {
    await withListening(done, async (first) => {
      const second = listen(done, { ...address, port: first.port });
      await expect(second).rejects.toThrow(new RegExp(`${first.port}: it is in use: stop .* or set CALLBACK_PORT`));
    });
  });

  it('lets a request in beside a thousand silent connections: the one silent for longest makes room', async () => {
    await withListening(done, async ({ port, url }) => {
      const silent: Awaited<ReturnType<typeof connection>>[] = [];
      for (let n = 0; n < 1_000; n++) silent.push(await connection(port));
      expect(await (await fetch(url)).text()).toBe('done');
      await silent[0]?.closed;
      expect(silent[999]?.socket.destroyed).toBe(false);
      for (const { socket } of silent) socket.destroy();
    });
  });

  it('cuts the new connection, not one with a request in flight, where an address has a thousand of those', async () => {
    const waiting: (() => void)[] = [];
    const app: RequestListener = (_request, response) => void waiting.push(() => response.end('done'));
    await withListening(app, async ({ port }) => {
      const busy: Awaited<ReturnType<typeof connection>>[] = [];
      for (let n = 0; n < 1_000; n++) busy.push(await connection(port, ASK));
      await until('the requests', () => waiting.length === 1_000);
      const one = await connection(port, ASK);
      await one.closed;
      expect(one.said()).toBe('');
      for (const answer of waiting) answer();
      await until('the answers', () => busy.every(({ said }) => said().includes('done')));
      for (const { socket } of busy) socket.destroy();
    });
  });

  it('cuts a connection that brings requests before it has the answers to those before', async () => {
    let requests = 0;
    const app: RequestListener = (_request, response) => {
      requests += 1;
      setTimeout(() => response.end('done'), 50);
    };
    await withListening(app, async ({ port }) => {
      const { closed } = await connection(port, ASK.repeat(20));
      await closed;
      expect(requests).toBe(1);
    });
  });

  it('keeps the connections of those who have been here, rather than silent ones', async () => {
    await withListening(done, async ({ port }) => {
      const known = await connection(port, ASK);
      await until('an answer', () => known.said().includes('done'));
      const silent: Awaited<ReturnType<typeof connection>>[] = [];
      for (let n = 0; n < 1_000; n++) silent.push(await connection(port));
      await silent[0]?.closed;
      expect(known.socket.destroyed).toBe(false);
      for (const { socket } of silent) socket.destroy();
    });
  });

  it('cuts a connection whose answers nobody reads', async () => {
    let taken: Socket | undefined;
    const long: RequestListener = (request, response) => {
      taken = request.socket;
      response.end(Buffer.alloc(64_000_000));
    };
    await withListening(
      long,
      async ({ port }) => {
        const { socket } = await connection(port, ASK);
        socket.pause();
        await until('the cut', () => taken?.destroyed, 3_000);
        socket.destroy();
      },
      { unreadMs: 300 },
    );
  });

  it('does not cut a connection whose answer takes long to make', async () => {
    const slow: RequestListener = (_request, response) => {
      response.write('a');
      setTimeout(() => response.end('done'), 3_000);
    };
    await withListening(slow, async ({ url }) => expect(await (await fetch(url)).text()).toBe('adone'), {
      unreadMs: 200,
    });
  });

  it('answers what it has taken before it stops, and closes the connection with it', async () => {
    let release: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const taken = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const server = await listen((_request, response) => {
      arrive();
      void taken.then(() => response.end('done'));
    }, address);
    const answer = fetch(`http://127.0.0.1:${server.port}/`);
    await arrived;
    const closed = server.close();
    await portClosed(server.port);
    release();
    expect([(await answer).headers.get('connection'), await (await answer).text()]).toEqual(['close', 'done']);
    await closed;
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  });

  it('answers a request that comes on a kept connection right after it has stopped listening', async () => {
    const server = await listen(done, address);
    const kept = await connection(server.port, ASK);
    await until('an answer', () => kept.said().includes('done'));
    const closed = server.close();
    await portClosed(server.port);
    kept.socket.write(ASK);
    await kept.closed;
    expect(kept.said().match(/done/g)).toHaveLength(2);
    expect(kept.said()).toMatch(/Connection: close/i);
    await closed;
  });

  it('drains: answers close their connections while it goes on taking new ones', async () => {
    await withListening(done, async (server) => {
      expect((await fetch(server.url)).headers.get('connection')).toBe('keep-alive');
      server.drain();
      for (let n = 0; n < 3; n++) expect((await fetch(server.url)).headers.get('connection')).toBe('close');
    });
  });

  it('stops under fifty busy clients within two seconds, and every request that was sent is answered', async () => {
    const server = await listen((_request, response) => void sleep(5).then(() => response.end('done')), address);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
    let [answered, lost, stopped] = [0, 0, false];
    const ask = () =>
      new Promise<boolean>((resolve) => {
        let sent = false;
        const request = http.get({ port: server.port, host: '127.0.0.1', agent }, (response) => {
          response.resume().once('end', () => resolve((answered += 1) > 0));
        });
        request.once('socket', (socket) =>
          socket.connecting ? socket.once('connect', () => (sent = true)) : (sent = true),
        );
        request.once('error', () => {
          if (sent) lost += 1;
          resolve(false);
        });
      });
    const clients = Array.from({ length: 50 }, async () => {
      while ((await ask()) || !stopped);
    });
    await until('them to be busy', () => answered > 500);
    const began = performance.now();
    await server.close();
    stopped = true;
    expect(performance.now() - began).toBeLessThan(2_000);
    await Promise.all(clients);
    expect(lost).toBe(0);
    agent.destroy();
  });
});
