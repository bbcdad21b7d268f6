import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { CarriedState } from '../../src/contract/carried-state.js';
import { until } from '../support/until.js';
import { startWebUiWorld } from '../support/web-ui-world.js';
import type { ProcessWorld } from '../support/with-processes.js';

// Troubles that people meet, repaired in a real browser by the text on the screen, with the sandbox's ledger beside it.

let world: ProcessWorld;
let page: Page;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ world, page, close } = await startWebUiWorld());
}, 180_000);
afterAll(() => close());

type Item = { itemId: string; templateName: string } & Record<string, unknown>;
async function submit(...items: Item[]): Promise<string> {
  const orderId = `t-${randomUUID().slice(0, 8)}`;
  await world.submit({ orderId, items });
  return orderId;
}
const mug = (templateName: string, more = {}): Item => ({ itemId: 'mug', templateName, ...more });
const itemOf = async (orderId: string) => (await world.show(orderId))?.items[0];
const is = (orderId: string, state: string) =>
  until(`${orderId} to be ${state}`, async () => (await itemOf(orderId))?.state === state);
const paidFor = async (orderId: string) =>
  (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length;

const open = (id: string) => page.goto(`${world.webUiUrl}/namespaces/default/workflows/${id}`);

/** What the order's page says, once it says `sentence`. */
async function read(orderId: string, sentence: string): Promise<string> {
  return until(`the page to say: ${sentence}`, async () => {
    await open(`printess-default-${orderId}`);
    await page.getByText('User Metadata').first().click();
    const body = page.frameLocator('#user-metadata-current-details').locator('body');
    await body.locator('h2').waitFor();
    const text = await body.innerText();
    return text.includes(sentence) && text;
  });
}

/** The JSON that stands beside an action. */
function jsonOf(text: string, action: string): string {
  const [, json] = new RegExp(`${action}[^{]*(\\{.*\\})`).exec(text) ?? [];
  if (json === undefined) throw new Error(`No JSON for ${action} in: ${text}`);
  return json;
}

async function send(kind: 'Signal' | 'Update', name: string, json?: string): Promise<void> {
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: `Send a${kind === 'Update' ? 'n' : ''} ${kind}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId(`${kind.toLowerCase()}-select-button`).click();
  await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  if (json !== undefined) {
    await dialog.locator('.cm-content').click();
    await page.keyboard.insertText(json);
    await page.keyboard.press('Tab');
  }
  await dialog.getByRole('button', { name: 'Submit' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('by what the Web UI says', () => {
  it('a refused item is corrected, and what was left out stays: one job is paid', async () => {
    const orderId = await submit(mug('fault:refuse', { copies: 250 }));
    await is(orderId, 'attention');
    const text = await read(orderId, 'The item waits for you. No job is paid.');
    const correction = jsonOf(text, 'The same corrected').replace('fault:refuse', 'poster');
    await send('Update', 'retryItem', correction);
    await is(orderId, 'produced');
    const done = await read(orderId, 'What people did');
    expect(done).toContain('retryItem of mug, changed: templateName');
    expect(await paidFor(orderId)).toBe(1);
    const handle = world.client.workflow.getHandle(`printess-default-${orderId}`);
    expect(await handle.query<CarriedState>('carriedState')).toMatchObject({
      items: [{ spec: { itemId: 'mug', templateName: 'poster', copies: 250 } }],
    });
  }, 180_000);

  it('what waits for credits goes on by a signal without input, and is paid once', async () => {
    await world.fault('no-credits', 1);
    const orderId = await submit(mug('poster'));
    await is(orderId, 'attention');
    const text = await read(orderId, 'The item waits: the account has no credits (402). Nothing is paid meanwhile.');
    expect(text).toContain('✋ The account has no credits');
    expect(text).toContain('Send a Signal resume (no input)');
    await send('Signal', 'resume');
    await is(orderId, 'produced');
    expect(await paidFor(orderId)).toBe(1);
  }, 180_000);

  it('an item that is not wanted any more is given up while it is made, its price said before and after', async () => {
    const orderId = await submit(mug('fault:never-finish'));
    await is(orderId, 'rendering');
    const text = await read(orderId, 'Next: the callback; if it stays away, one status check at');
    expect(text).toContain('its paid job is followed no longer (1 credit)');
    await send('Update', 'abandonItem', jsonOf(text, 'abandonItem').replace('…', 'the customer has cancelled'));
    await is(orderId, 'abandoned');
    const done = await read(orderId, 'The item was given up. 1 job is paid, for nothing.');
    expect(done).toContain('the customer has cancelled');
    expect(done).toContain('Start Workflow Like This One');
  }, 180_000);

  it('a render that fails again for the same reason says that a retry only costs', async () => {
    const orderId = await submit(mug('fault:fail-render'));
    await is(orderId, 'attention');
    const text = await read(orderId, 'Printess could not render the item:');
    await send('Update', 'retryItem', jsonOf(text, 'retryItem orders'));
    const again = await read(orderId, 'Tried 2 times, 2 credits, always:');
    expect(again).toContain('Do not retry before that is fixed');
    expect(await paidFor(orderId)).toBe(2);
  }, 180_000);

  it('a signal that makes no sense is said to be ignored', async () => {
    const orderId = await submit(mug('fault:never-finish'));
    await is(orderId, 'rendering');
    await read(orderId, 'Next: the callback');
    await send('Signal', 'checkNow', '{"itemId": "cup"}');
    await read(orderId, 'checkNow was ignored: the order has no item cup. Its items: mug');
    await send('Signal', 'checkNow');
    await read(orderId, 'still being made');
  }, 180_000);

  it('files with a warning are headed so, and found by a list', async () => {
    const orderId = await submit(mug('fault:invalid-glyph'));
    await is(orderId, 'produced');
    const text = await read(orderId, 'Produced, look at the files');
    expect(text).toContain('no glyph');
    expect(text).toMatch(/Files\s+mug: .*\.pdf/);
    await until('the list to have it', async () => {
      const { count } = await world.client.workflow.count(
        `PrintessAttention="warning" AND WorkflowId="printess-default-${orderId}"`,
      );
      return count === 1;
    });
  }, 180_000);

  it('an order under the wrong workflow id is refused before anything is sent, and told its right one', async () => {
    const orderId = `t-${randomUUID().slice(0, 8)}`;
    const input = { orderId, items: [mug('poster')] };
    await world.client.workflow.start('productionOrder', {
      workflowId: orderId,
      taskQueue: 'printess-production',
      args: [input],
    });
    await open(orderId);
    await page.getByText(`Start it as printess-default-${orderId}`).first().waitFor();
    expect(await paidFor(orderId)).toBe(0);
  }, 180_000);

  it('a cancelled order says what it has cost, and how it goes on if it is wanted after all', async () => {
    const orderId = await submit(mug('fault:never-finish'));
    await is(orderId, 'rendering');
    await open(`printess-default-${orderId}`);
    await page.getByRole('button', { name: 'Request Cancellation' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click();
    const text = await read(orderId, 'The item was cancelled. 1 job is paid, for nothing.');
    expect(text).toContain(`printess-production retry ${orderId}`);
  }, 180_000);
});
