import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';

/** Ports that `fetch` refuses to call; any that is free does. */
const REFUSED_BY_FETCH = [10_080, 6_000, 6_665, 6_666, 6_667, 6_668, 6_669, 5_060, 5_061, 4_190];

/** Runs a test with an HTTP server on a port that `fetch` refuses; always closes it. */
export async function onBadPort(
  app: RequestListener,
  test: (url: string, port: number) => Promise<void>,
): Promise<void> {
  for (const port of REFUSED_BY_FETCH) {
    const server = createServer(app);
    if (!(await listens(server, port))) continue;
    try {
      return await test(`http://127.0.0.1:${port}`, port);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
  throw new Error('No port that fetch refuses is free.');
}

const listens = (server: Server, port: number) =>
  new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
