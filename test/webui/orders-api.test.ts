import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { freePort } from '../../src/temporal-server/index.js';
import { startChromium } from '../support/chromium.js';
import { authorize } from '../support/swagger.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

const KEY = 'key-of-a-shop-in-the-browser';
let world: ProcessWorld;
let browser: Browser;
let port: number;
beforeAll(async () => {
  port = await freePort();
  world = await startProcessWorld({ ORDERS_API_KEYS: `default:${KEY}`, ORDERS_API_PORT: String(port) });
  await world.startWorker();
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

it('on Swagger UI of the orders API a person enters a key, starts an order, and it is produced', async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(20_000);
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${port}/docs/`);
  await page.getByText('printess-production: orders API').waitFor();
  await authorize(page, KEY);

  const put = page.locator('#operations-orders-put-v1-orders-orderId');
  await put.locator('.opblock-summary-control').click();
  await put.getByRole('button', { name: 'Try it out' }).click();
  await put.getByPlaceholder('orderId').fill('from-the-browser');
  await put.getByRole('button', { name: 'Execute' }).click();
  await put.locator('.live-responses-table').getByText('"from-the-browser"').first().waitFor();
  await until('the order to be produced', async () => (await world.show('from-the-browser'))?.state === 'produced');
  expect(refused).toEqual([]);
});
