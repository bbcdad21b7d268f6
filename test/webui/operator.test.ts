import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { startWebUiWorld } from '../support/web-ui-world.js';
import type { ProcessWorld } from '../support/with-processes.js';

// A real browser against the real Temporal Web UI. SCREENSHOTS=1 takes the pictures of docs/operations.md again.

let world: ProcessWorld;
let page: Page;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ world, page, close } = await startWebUiWorld());
});
afterAll(() => close());

async function picture(name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return;
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url)) });
}

describe('an operator in the Temporal Web UI', () => {
  it('finds the order that needs attention, reads why, sends retryItem from the dialog, and sees it produced', async () => {
    await world.fault('refuse', 1);
    const orderId = `web-${randomUUID().slice(0, 8)}`;
    await world.submit({ orderId, items: [{ itemId: 'mug', templateName: 'poster' }] }, '--wait');

    const query = encodeURIComponent('ExecutionStatus="Running" AND PrintessAttention="refused"');
    await page.goto(`${world.webUiUrl}/namespaces/default/workflows?query=${query}`);
    const link = page.getByRole('link', { name: `printess-default-${orderId}` });
    await link.waitFor();

    await link.click();
    await page.getByText('User Metadata').first().click();
    const details = page.frameLocator('#user-metadata-current-details');
    await details.getByText('Printess refused the item').waitFor();
    const text = await details.locator('body').innerText();
    expect(text).toContain('Needs a person');
    expect(text).toContain('Printess says: the template has no document to print');
    expect(text).toContain('Nothing was paid. Correct the item');
    expect(text).toContain('retryItem');
    expect(text).not.toContain('\\');
    await picture('what-happened');

    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Send an Update' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('update-select-button').click();
    await picture('updates-to-choose-from');
    await dialog.getByRole('option', { name: /retryItem/ }).click();
    await dialog.locator('.cm-content').click();
    await page.keyboard.type('{"itemId": "mug"}');
    await page.keyboard.press('Tab');
    await picture('send-retry-item');
    await dialog.getByRole('button', { name: 'Submit' }).click();

    await page.getByText('Completed', { exact: false }).first().waitFor();
    expect(await world.show(orderId)).toMatchObject({ state: 'produced', items: [{ generation: 2, produceCalls: 2 }] });
  });

  it('sends checkNow as a signal and requests a cancellation, from the dialogs', async () => {
    const orderId = `web-${randomUUID().slice(0, 8)}`;
    await world.submit({ orderId, items: [{ itemId: 'mug', templateName: 'fault:never-finish' }] });
    const item = async () => (await world.show(orderId))?.items[0];
    await until('its job', async () => (await item())?.state === 'rendering');
    await page.goto(`${world.webUiUrl}/namespaces/default/workflows/printess-default-${orderId}`);

    await page.getByRole('button', { name: 'More Actions' }).click();
    await page.getByRole('menuitem', { name: 'Send a Signal' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('signal-select-button').click();
    await dialog.getByRole('option', { name: /^checkNow/ }).click();
    const before = (await item())?.statusCalls ?? 0;
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await until('a look', async () => ((await item())?.statusCalls ?? 0) > before);

    await page.getByRole('button', { name: 'Request Cancellation' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    await until('the order to be cancelled', async () => (await world.show(orderId))?.state === 'cancelled');
    await page.getByText('Canceled', { exact: false }).first().waitFor();
  });

  it('is shown hostile text from outside as text', async () => {
    const orderId = `web-${randomUUID().slice(0, 8)}`;
    await world.submit({ orderId, items: [{ itemId: 'mug', templateName: 'fault:never-finish' }] });
    const { jobId } = await until('its job', async () => {
      const item = (await world.show(orderId))?.items[0];
      return item?.jobId !== undefined && item;
    });
    const hostile = '<b>bold</b> [link](javascript:alert(1)) http://evil.example <script>alert(2)</script>';
    const outcome = { kind: 'failed', message: hostile };
    const handle = world.client.workflow.getHandle(`printess-default-${orderId}`);
    await handle.signal('printessCallback', { itemId: 'mug', generation: 1, jobId, outcome });

    await page.goto(`${world.webUiUrl}/namespaces/default/workflows/printess-default-${orderId}`);
    await page.getByText('User Metadata').first().click();
    const details = page.frameLocator('#user-metadata-current-details');
    await details.getByText('could not render').waitFor();
    expect(await details.locator('body').innerText()).toContain('<b>bold</b>');
    expect(await details.locator('a, script:has-text("alert"), blockquote b').count()).toBe(0);
  });
});
