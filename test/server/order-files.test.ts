import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Archive } from '../../src/archive/archive.js';
import { createFolderArchive } from '../../src/archive/folder-archive.js';
import { createClient } from '../../src/client/index.js';
import { createOrdersApp } from '../../src/server/orders/orders-app.js';
import { orderOf } from '../support/order-of.js';
import { jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { withOrders } from '../support/with-orders.js';
import { withServer } from '../support/with-server.js';

const KEY = 'key-of-the-default-shop-001';
const DEPS = {
  keys: [
    { shop: 'default', key: KEY },
    { shop: 'other', key: `${KEY}-other` },
  ],
  rate: 10_000,
  temporal: () => Promise.resolve(),
  within: <T>(_ms: number, work: () => Promise<T>) => work(),
  stopping: new AbortController().signal,
  log: () => undefined,
  keyRefused: () => undefined,
};

type Get = (path: string, key?: string) => Promise<Response>;

/** An order that is produced, its files kept or not, and the API before it. */
const world = (isKept: boolean, test: (orderId: string, get: Get, archive: Archive, root: string) => Promise<void>) =>
  withTemporaryFolder(async (root) => {
    const archive = createFolderArchive(root);
    await withOrders(scriptedActivities(), async ({ client, start, seen }) => {
      const clientOf = (shop: string) => createClient(client, { shop });
      const app = createOrdersApp({ ...DEPS, clientOf, files: { hosts: ['files.example'], archive } });
      await withServer(app, async (url) => {
        const order = orderOf(1, { policy: { archive: isKept } });
        const handle = await start(order);
        await seen(handle, 'it renders', ({ items }) => items[0]?.state === 'rendering');
        const outcome = { ...success, zip: 'https://evil.example/all.zip' };
        await handle.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome });
        await handle.result();
        const get: Get = (path, key = KEY) =>
          fetch(`${url}/v1/orders/${order.orderId}/items/${path}`, {
            headers: { authorization: `Bearer ${key}` },
            redirect: 'manual',
          });
        await test(order.orderId, get, archive, root);
      });
    });
  });

describe('GET …/files/{n}', () => {
  it('sends the kept file, as one to be saved', async () => {
    await world(true, async (orderId, get, archive) => {
      const place = { shop: 'default', orderId, folder: 'i1' };
      const staging = archive.staging(place, 'J');
      await mkdir(staging, { recursive: true });
      await writeFile(join(staging, 'cövér.pdf'), 'bytes');
      const files = [{ name: 'cövér.pdf', document: 'cover', bytes: 5, sha256: 'f'.repeat(64) }];
      await archive.place(place, { itemId: 'i1', jobId: 'J', generation: 1, at: '', files, faults: [] });
      const response = await get('i1/files/1');
      expect([response.status, await response.text()]).toEqual([200, 'bytes']);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': '5',
        'content-disposition': "attachment; filename*=UTF-8''c%C3%B6v%C3%A9r.pdf",
        'x-content-type-options': 'nosniff',
      });
      expect((await get('i1/files/2')).status).toBe(404);
    });
  });

  it('leads to Printess where it is not kept, and nowhere else', async () => {
    await world(false, async (_, get) => {
      const response = await get('i1/files/1');
      expect([response.status, response.headers.get('location')]).toEqual([302, success.files[0]?.url]);
      expect((await get('i1/files/zip')).status).toBe(404);
      expect((await get('i1/files/2')).status).toBe(404);
    });
  });

  it('knows no file of another shop’s order, nor one that no order can have', async () => {
    await world(false, async (_, get) => {
      expect((await get('i1/files/1', `${KEY}-other`)).status).toBe(404);
      expect((await get('i2/files/1')).status).toBe(404);
      for (const n of ['0', '-1', '1.5', '..%2f..%2fetc%2fpasswd', 'zip2'])
        expect((await get(`i1/files/${n}`)).status).toBe(422);
    });
  });
});
