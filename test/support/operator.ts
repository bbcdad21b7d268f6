import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { createClient, type Policy, type ProductionClient } from '../../src/client/index.js';
import type { ItemView, OrderView } from '../../src/contract/view.js';
import type { Running } from './processes.js';
import { until } from './until.js';
import { startWebUiWorld } from './web-ui-world.js';
import type { ProcessWorld } from './with-processes.js';

export type Item = { itemId: string; templateName: string } & Record<string, unknown>;
export const mug = (templateName = 'poster', more = {}): Item => ({ itemId: 'mug', templateName, ...more });

const docs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const TABLE = docs('troubles.md');
const takesPictures = process.env['SCREENSHOTS'] === '1';
/** Of the processes' environment, short where a test waits for it. */
const POLICY: Policy = { statusChecks: ['3s', '1h'], httpTimeout: '2s', settleTime: '3s' };
/** So that a waits' end is no race with what a test does meanwhile. */
const DEADLINE = 120_000;

/** What a trouble has cost: each click is counted, each action that was sent, each credit that its orders took. */
interface Row {
  /** What the operator did, in a few words. */
  done: string;
  /** Orders whose credits count. */
  orders: string[];
}

/** A person at the Temporal Web UI, who does what stands on the screen. */
export interface Operator {
  world: ProcessWorld;
  worker: Running;
  page: Page;
  production: ProductionClient;
  submit: (orderId: string, items: Item[], policy?: Policy) => Promise<string>;
  /** Waits until the order's first item, or the order, is in the state. */
  is: (orderId: string, state: ItemView['state'] | OrderView['state']) => Promise<OrderView>;
  /** Opens the order's screen, and reads it once it says `sentence`. */
  read: (orderId: string, sentence: string) => Promise<string>;
  click: (target: Locator) => Promise<void>;
  /** Sends a signal or an update by its dialog; resolves with the dialog's text where it was refused. */
  send: (name: string, json?: string) => Promise<string | undefined>;
  /** More Actions, Start Workflow Like This One, under another workflow id perhaps. */
  startLikeThisOne: (workflowId?: string) => Promise<void>;
  cancel: () => Promise<void>;
  /** Counts as an action though it is sent by the caller's own clicks. */
  acts: () => void;
  /** The faults of the sandbox are over: the cause is fixed. */
  calm: () => Promise<void>;
  paidFor: (orderId: string) => Promise<number>;
  /** With SCREENSHOTS=1: the order's screen as docs/images/NAME.png. */
  picture: (name: string) => Promise<void>;
  close: () => Promise<void>;
}

const SIGNALS = ['checkNow', 'resume'];
/** Of the Web UI, in pixels: no picture needs it. */
const MENU_WIDTH = 256;

/**
 * What the test has counted is a row of docs/troubles.md: SCREENSHOTS=1 writes it; one that stands there must be so.
 */
export function trouble(
  operator: () => Operator,
  number: number,
  title: string,
  repair: (operator: Operator) => Promise<Row>,
): void {
  it(`${number}. ${title}`, async () => {
    const at = operator();
    await at.calm();
    counted.clicks = 0;
    counted.tries = 0;
    const { done, orders } = await repair(at);
    const paid = (await Promise.all(orders.map((orderId) => at.paidFor(orderId)))).reduce((sum, one) => sum + one, 0);
    const cells = [number, title, done, counted.clicks, counted.tries, paid];
    await keepRow(number, cells.map(String));
  });
}

const counted = { clicks: 0, tries: 0 };

async function keepRow(number: number, cells: string[]): Promise<void> {
  const lines = (await readFile(TABLE, 'utf8')).split('\n');
  const row = `| ${cells.join(' | ')} |`;
  const numberOf = (line: string) => Number(/^\| +(\d+) +\|/.exec(line)?.[1] ?? NaN);
  const index = lines.findIndex((line) => numberOf(line) === number);
  if (takesPictures) {
    const others = lines.filter((_line, at) => at !== index);
    const before = others.findLastIndex((line) => line.startsWith('|') && !(numberOf(line) > number));
    await writeFile(TABLE, others.toSpliced(before + 1, 0, row).join('\n'));
  } else if (index >= 0) expect(squeezed(lines[index] ?? '')).toBe(row);
}

/** Without the spaces by which prettier lines columns up. */
const squeezed = (row: string): string => row.replace(/ +/g, ' ').trim();

export async function startOperator(extra: NodeJS.ProcessEnv = {}): Promise<Operator> {
  const { world, worker, page, close } = await startWebUiWorld(extra);
  const production = createClient(world.client, { policy: POLICY, by: 'ada' });
  const details = (): FrameLocator => page.frameLocator('#user-metadata-current-details');

  const click = async (target: Locator) => {
    counted.clicks += 1;
    await target.click();
  };
  const menu = async (name: string) => {
    await click(page.getByRole('button', { name: 'More Actions' }));
    await click(page.getByRole('menuitem', { name, exact: true }));
  };
  const open = (id: string) => page.goto(`${world.webUiUrl}/namespaces/default/workflows/${id}`);

  return {
    world,
    worker,
    page,
    production,
    click,
    acts: () => void (counted.tries += 1),

    async submit(orderId, items, policy) {
      await production.submit({ orderId, items, ...(policy && { policy: { ...POLICY, ...policy } }) });
      return orderId;
    },

    is: (orderId, state) =>
      until(
        `${orderId} to be ${state}`,
        async () => {
          const view = await world.show(orderId);
          return (view?.state === state || view?.items[0]?.state === state) && view;
        },
        DEADLINE,
      ),

    async read(orderId, sentence) {
      counted.clicks += 1;
      return until(
        `the screen to say: ${sentence}`,
        async () => {
          await open(`printess-default-${orderId}`);
          await page.getByText('User Metadata').first().click();
          await details().locator('h2').waitFor();
          const text = await details().locator('body').innerText();
          if (!text.includes(sentence)) throw new Error(text);
          return text;
        },
        DEADLINE,
      );
    },

    async send(name, json) {
      const kind = SIGNALS.includes(name) ? 'Signal' : 'Update';
      counted.tries += 1;
      await menu(kind === 'Signal' ? 'Send a Signal' : 'Send an Update');
      const dialog = page.getByRole('dialog');
      await click(dialog.getByTestId(`${kind.toLowerCase()}-select-button`));
      await click(dialog.getByRole('option', { name: new RegExp(`^${name}`) }));
      if (json !== undefined) {
        await click(dialog.locator('.cm-content'));
        // What was sent before and refused may stand there still.
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.insertText(json);
        await page.keyboard.press('Tab');
      }
      await click(dialog.getByRole('button', { name: 'Submit' }));
      const refusal = dialog.getByText(/is not possible|takes one JSON object|has no item|put your own/).first();
      await Promise.race([dialog.waitFor({ state: 'hidden' }), refusal.waitFor()]);
      if (!(await dialog.isVisible())) return undefined;
      const text = await dialog.innerText();
      await click(dialog.getByTestId('cancel-modal-button'));
      return text;
    },

    async startLikeThisOne(workflowId) {
      counted.tries += 1;
      await menu('Start Workflow Like This One');
      await page.locator('.cm-content').first().getByText('orderId').waitFor();
      if (workflowId !== undefined) {
        const field = page.locator('input#workflowId');
        await click(field);
        await field.fill(workflowId);
        await page.keyboard.press('Tab');
      }
      await click(page.getByTestId('start-workflow-button'));
      await page.getByRole('link', { name: 'Workflow started successfully' }).waitFor();
    },

    async cancel() {
      counted.tries += 1;
      await click(page.getByRole('button', { name: 'Request Cancellation' }).first());
      await click(page.getByRole('dialog').getByRole('button', { name: 'Confirm' }));
    },

    async calm() {
      await fetch(`${world.sandboxUrl}/sandbox/faults`, { method: 'DELETE' });
    },

    paidFor: async (orderId) =>
      (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length,

    async picture(name) {
      if (!takesPictures) return;
      const boxes = await Promise.all((await page.locator('iframe').all()).map((frame) => frame.boundingBox()));
      const bottom = Math.max(600, ...boxes.map((box) => (box ? box.y + box.height : 0)));
      const clip = { x: MENU_WIDTH, y: 100, width: 1400 - MENU_WIDTH, height: bottom - 90 };
      await page.screenshot({ path: docs(`images/${name}.png`), clip });
    },

    close,
  };
}

/** The JSON that stands beside an action on the screen. */
export function jsonOf(text: string, action: string): string {
  const [, json] = new RegExp(`${action}[^{\n]*(\\{.*\\})`).exec(text) ?? [];
  if (json === undefined) throw new Error(`No JSON for ${action} in: ${text}`);
  return json;
}
