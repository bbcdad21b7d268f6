import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { createClient, type ProductionOrderInput } from 'printess-production/client';

// Changing over from a plugin that polls: its open jobs are paid already, so they are adopted, not produced again. Switch
// the plugin off first, then run this with a JSON file of its open jobs: [{orderId, itemId, templateName, jobId}, …].

interface OpenJob {
  orderId: string;
  itemId: string;
  templateName: string;
  /** Null where the plugin has no job yet: such an item is produced. */
  jobId: string | null;
}

const [path = ''] = process.argv.slice(2);
const open = JSON.parse(await readFile(path, 'utf8')) as OpenJob[];

const orders = new Map<string, ProductionOrderInput>();
for (const { orderId, itemId, templateName, jobId } of open) {
  const order = orders.get(orderId) ?? { orderId, items: [] };
  order.items.push({ itemId, templateName, ...(jobId !== null && { adopt: { jobId } }) });
  orders.set(orderId, order);
}

const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
const production = createClient(new Client({ connection }), { shop: process.env['SHOP'] ?? 'default' });
for (const order of orders.values()) {
  const { created } = await production.submit(order);
  console.log(`${order.orderId}: ${created ? 'taken over' : 'was taken over before'}`);
}
await connection.close();
