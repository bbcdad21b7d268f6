import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { startChromium } from '../support/chromium.js';
import { authorize } from '../support/swagger.js';
import { until } from '../support/until.js';

let sandbox: Sandbox;
let browser: Browser;
beforeAll(async () => {
  sandbox = await startSandbox({ renderMs: 1 });
  browser = await startChromium();
});
afterAll(async () => {
  await browser.close();
  await sandbox.close();
});

it('on Swagger UI a person enters the token, sends a produce, and sees the job with its PDF on the page of jobs', async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(20_000);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(sandbox.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(`${sandbox.url}/`);
  await page.getByRole('link', { name: 'Swagger UI' }).click();
  await page.getByText('Printess Backend API (sandbox)').waitFor();

  await authorize(page, sandbox.token);

  const produce = page.locator('#operations-production-post-production-produce');
  await produce.locator('.opblock-summary-control').click();
  await produce.getByRole('button', { name: 'Try it out' }).click();
  await produce.getByRole('button', { name: 'Execute' }).click();
  await produce.locator('.live-responses-table').getByText('"jobId"').first().waitFor();

  const [job] = [...sandbox.jobs.values()];
  expect(job?.request).toMatchObject({ templateName: 'poster', origin: 'my-shop', externalOrderId: '1001', copies: 2 });
  await until('the job to be rendered', () => job?.state === 'succeeded');
  await page.goto(`${sandbox.url}/`);
  const row = page.getByRole('row').filter({ hasText: job?.jobId ?? 'none' });
  expect(await row.innerText()).toContain('succeeded');
  const href = await row.getByRole('link', { name: 'poster' }).getAttribute('href');
  const file = await page.request.get(`${sandbox.url}${href ?? ''}`);
  expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
  expect(elsewhere).toEqual([]);
});
