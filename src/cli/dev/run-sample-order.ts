import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrderState, OrderView, ProductionOrderInput } from '../../client/index.js';
import { exchange } from '../../printess/exchange.js';
import { coloursOf } from '../output/colours.js';
import { followProgress } from '../output/follow-progress.js';
import { DEV_FOLDER, type Dev } from './start-dev.js';

const FILE_BYTES = 200_000_000;
const TEMPLATES = ['photo-book', 'greeting-card', 'poster'];

/** Runs a sample order with a live progress view, and says where its files are. Returns how it ended. */
export async function runSampleOrder(
  { production }: Dev,
  { items, fault }: { items: number; fault: string | undefined },
): Promise<OrderState> {
  const paint = coloursOf(process.stderr);
  const order = sampleOrder(items, fault);
  const { view } = await production.submit(order);
  process.stderr.write(
    `\nOrder ${paint('bold', order.orderId)} with ${items} ${items === 1 ? 'item' : 'items'}${fault ? ` and the fault ${fault}` : ''}\n`,
  );
  if (view.links.webUi) process.stderr.write(`  ${view.links.webUi}\n`);
  const last = await production.wait(order.orderId, { onChange: followProgress(process.stderr) });
  process.stderr.write(`Order ${order.orderId}: ${paint('bold', last.state)}\n`);
  await keepFiles(last);
  return last.state;
}

function sampleOrder(count: number, fault: string | undefined): ProductionOrderInput {
  const items = Array.from({ length: count }, (_, index) => ({
    itemId: `item-${index + 1}`,
    templateName: index === 0 && fault ? `fault:${fault}` : (TEMPLATES[index % TEMPLATES.length] ?? 'poster'),
    copies: index + 1,
    vdp: { form: { name: 'Ada Lovelace' } },
  }));
  return { orderId: `sample-${Date.now().toString(36)}`, items };
}

/** Keeps a copy of each PDF, since the sandbox's URLs end with it, and prints where. */
async function keepFiles({ orderId, items }: OrderView): Promise<void> {
  const folder = join(DEV_FOLDER, 'files', orderId);
  await mkdir(folder, { recursive: true });
  for (const item of items) {
    for (const { document, url } of item.files ?? []) {
      const path = join(folder, `${item.itemId}-${document.replace(/[^A-Za-z0-9._-]/g, '_')}.pdf`);
      const { body } = await exchange({ method: 'GET', url: new URL(url), deadline: 30_000, answerBytes: FILE_BYTES });
      await writeFile(path, body);
      process.stdout.write(`${path}\n`);
    }
  }
}
