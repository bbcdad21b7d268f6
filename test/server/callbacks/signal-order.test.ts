import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createSignalOrder } from '../../../src/server/callbacks/signal-order.js';
import { orderOf } from '../../support/order-of.js';
import { jobOf, scriptedActivities, success } from '../../support/scripted-activities.js';
import { withOrders } from '../../support/with-orders.js';

const report = { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome: success };

describe('signalling an order', () => {
  it('is accepted by an open order, and gone for a closed or unknown one', async () => {
    await withOrders(scriptedActivities(), async ({ client, start, seen }) => {
      const signal = createSignalOrder(client);
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      const target = { shop: 'default', orderId: order.orderId };
      expect(await signal(target, report)).toBe('accepted');
      await handle.result();
      expect(await signal(target, report)).toBe('gone');
      expect(await signal({ shop: 'default', orderId: 'never-existed' }, report)).toBe('gone');
    });
  });

  it('is too large where Temporal refuses the size, which is no outage', async () => {
    await withOrders(scriptedActivities(), async ({ client, start }) => {
      const order = orderOf();
      await start(order);
      const signal = createSignalOrder(client);
      const url = `https://files.printess.com/${'x'.repeat(100)}`;
      const sized = (count: number) => ({
        ...report,
        outcome: { ...success, files: Array.from({ length: count }, () => ({ document: 'd', url, name: 'n' })) },
      });
      const target = { shop: 'default', orderId: order.orderId };
      expect(await signal(target, sized(18_000))).toBe('too-large');
      expect(await signal(target, sized(1))).toBe('accepted');
    });
  });

  it('rejects within five seconds where Temporal is frozen', async () => {
    const sockets: Socket[] = [];
    const frozen = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
    const connection = Connection.lazy({ address: `127.0.0.1:${(frozen.address() as AddressInfo).port}` });
    const started = Date.now();
    await expect(
      createSignalOrder(new Client({ connection }))({ shop: 'default', orderId: '1' }, report),
    ).rejects.toThrow();
    expect(Date.now() - started).toBeLessThan(5_000);
    await connection.close();
    for (const socket of sockets) socket.destroy();
    frozen.close();
  });
});
