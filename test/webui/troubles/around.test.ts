import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { createClient } from '../../../src/client/index.js';
import { mug, startOperator, trouble, type Operator } from '../../support/operator.js';
import { until } from '../../support/until.js';
import { TOKEN } from '../../support/with-processes.js';

// What surrounds an order: its lists, its worker, its shop; see waiting.test.ts.

let operator: Operator;
let folder: string;
let receiver: Server;
let isWell = false;
let views: Map<string, string>;
beforeAll(async () => {
  receiver = createServer((_request, response) => void response.writeHead(isWell ? 204 : 503).end());
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'troubles-'));
  const [token, secret, shops] = ['token', 'secret', 'shops.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(token, TOKEN, { mode: 0o600 });
  await writeFile(secret, `whsec_${Buffer.alloc(32, 7).toString('base64')}`, { mode: 0o600 });
  const eventsUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await writeFile(shops, JSON.stringify({ default: { tokenFile: token, eventsUrl, eventsSecretFile: secret } }));
  operator = await startOperator({ PRINTESS_SHOPS_FILE: shops, PRINTESS_SERVICE_TOKEN: undefined });
  const { world } = operator;
  const { stderr } = await world.processes.run(['setup'], { WEB_UI_URL: world.webUiUrl });
  views = new Map(
    [...stderr.matchAll(/^ {2}Printess (.*?): (http\S+)$/gm)].map(([, name = '', url = '']) => [name, url]),
  );
});
afterAll(async () => {
  await operator.close();
  receiver.close();
  await rm(folder, { recursive: true });
});
const at = () => operator;

/** Opens a list by its link, until it has the workflow; the Web UI keeps it as a saved view. */
async function openView(name: string, workflowId: string): Promise<Locator> {
  const { page } = operator;
  await page.goto(views.get(name) ?? '');
  await page
    .getByRole('button', { name: `Printess ${name}` })
    .first()
    .waitFor();
  const link = page.getByRole('link', { name: workflowId }).first();
  await until(`${name} to have ${workflowId}`, async () => {
    if (await link.isVisible()) return true;
    await page.reload();
    await page
      .getByText(/\d+ Workflows?/)
      .first()
      .waitFor();
    return false;
  });
  return link;
}

describe('by what the lists and the screen say', () => {
  trouble(at, 24, 'Which orders need me today?', async ({ world, page, submit, is, ...by }) => {
    await world.fault('refuse', 1);
    const orderId = await submit('3024', [mug()]);
    await is(orderId, 'attention');
    const link = await openView('needs a person', `printess-default-${orderId}`);
    await by.click(page.getByRole('button', { name: 'Configure Columns' }));
    for (const column of ['Run ID', 'Type']) await by.click(page.getByLabel(`Remove ${column} column`));
    for (const column of ['PrintessState', 'PrintessAttention', 'PrintessShop'])
      await by.click(page.getByLabel(`Add ${column} column`));
    await by.click(page.getByLabel('Close Workflows Table configuration'));
    await page.getByRole('row').filter({ hasText: orderId }).getByText('refused').first().waitFor();
    await by.picture('list-of-attention');
    await by.click(link);
    await by.read(orderId, 'orders it again (1 credit). No input');
    await by.send('retryItem');
    await is(orderId, 'produced');
    // It is kept: without the link, it is there among the saved views.
    await page.goto(`${world.webUiUrl}/namespaces/default/workflows`);
    await page.getByRole('button', { name: 'Saved Views' }).click();
    await page.getByText('Printess needs a person').first().waitFor();
    return { done: 'the link of `setup` keeps the list; its columns; `retryItem`, no input', orders: [orderId] };
  });

  trouble(at, 25, 'An order was produced with a warning', async ({ submit, is, ...by }) => {
    const orderId = await submit('3025', [mug('fault:invalid-glyph')]);
    await is(orderId, 'produced');
    await by.click(await openView('produced - look at the files', `printess-default-${orderId}`));
    const text = await by.read(orderId, '⚠️ Produced, look at the files');
    await by.picture('order-with-a-warning');
    expect(text).toContain('no glyph');
    expect(text).toMatch(/Files\s+mug: .*\.pdf/);
    return { done: 'a list finds it; the warning stands above its files', orders: [orderId] };
  });

  trouble(at, 26, 'A shop’s receiver of events is dead', async ({ world, page, ...by }) => {
    const orderId = '3026';
    const notified = createClient(world.client, { policy: { statusChecks: ['3s', '1h'] }, events: true });
    await notified.submit({ orderId, items: [mug()] });
    await by.is(orderId, 'produced');
    const id = `printess-event-default-${orderId}-1`;
    await by.click(await openView('shops not notified', id));
    await by.click(page.getByText('User Metadata').first());
    const screen = page.frameLocator('#user-metadata-current-details').locator('body');
    await screen.getByText('Reset there delivers at once').waitFor();
    await by.picture('event-not-delivered');
    isWell = true;
    await by.click(page.getByText('Pending Activities').first());
    await page
      .getByText(/answered 503/)
      .first()
      .waitFor();
    by.acts();
    await by.click(page.getByRole('button', { name: 'Reset' }).last());
    await by.click(
      page
        .getByRole('dialog')
        .getByRole('button', { name: /Reset|Confirm/ })
        .last(),
    );
    const handle = world.client.workflow.getHandle(id);
    await until('the event to be delivered', async () => (await handle.describe()).status.name === 'COMPLETED');
    return { done: 'a list finds its event; **Reset** in Pending Activities delivers at once', orders: [orderId] };
  });

  trouble(at, 27, 'No worker runs', async ({ world, page, worker, submit, is, ...by }) => {
    await worker.end('SIGTERM');
    const orderId = await submit('3027', [mug()]);
    await page.goto(`${world.webUiUrl}/namespaces/default/workflows/printess-default-${orderId}`);
    await by.click(page.getByText('User Metadata').first());
    const beside = page.frameLocator('#user-metadata-details').locator('body');
    await beside.getByText('Nothing there?').waitFor();
    expect(await beside.innerText()).toContain('Then no worker runs: the order is safe');
    await by.picture('no-worker');
    by.acts();
    await world.startWorker();
    await is(orderId, 'produced');
    return { done: 'the details beside the blank screen say it; a worker is started', orders: [orderId] };
  });
});
