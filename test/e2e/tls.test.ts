import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { selfSigned } from '../support/self-signed.js';

const CALLS = `
  import { createPrintessClient } from '${new URL('../../lib/printess/client.js', import.meta.url).href}';
  const client = createPrintessClient({ apiUrl: process.env.API_URL, token: () => Promise.resolve('token') });
  const body = { templateName: 't', origin: 'o', externalOrderId: '1', orderMetaData: 'm', callbackUrl: 'https://x.example/c/t' };
  for (let n = 0; n < 3; n++) {
    const { orders } = await client.listOrders({ origin: 'o', take: 1, skip: 0 }, 30_000);
    const answer = await client.produce(body, 30_000);
    if (answer.kind !== 'accepted' || orders.length > 0) throw new Error(JSON.stringify(answer));
  }
`;

it('with TLS, paid calls have connections of their own, whose session is resumed; questions keep one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'printess-tls-'));
  const { key, cert, certFile } = await selfSigned(folder, ['localhost']);
  const resumed: boolean[] = [];
  const paths: (string | undefined)[] = [];
  const server = https.createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
    paths.push(request.url);
    request.resume().on('end', () => response.end('{"jobId":"j","orders":[]}'));
  });
  server.on('secureConnection', (socket) => resumed.push(socket.isSessionReused()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { PATH } = process.env;
    const apiUrl = `https://localhost:${(server.address() as AddressInfo).port}`;
    const env = { PATH, API_URL: apiUrl, NODE_EXTRA_CA_CERTS: certFile };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CALLS], { env });
    expect(paths).toHaveLength(6);
    // The kept one, the first of the paid calls, and two that resume its session.
    expect(resumed).toEqual([false, false, true, true]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  }
});
