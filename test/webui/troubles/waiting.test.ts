import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CarriedState } from '../../../src/contract/carried-state.js';
import { jsonOf, mug, startOperator, trouble, type Operator } from '../../support/operator.js';
import { until } from '../../support/until.js';

// Orders that wait, repaired in a real browser by the text on the screen; docs/troubles.md has the table.

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.close());
const at = () => operator;

describe('by what the screen says', () => {
  trouble(
    at,
    1,
    'An item of 250 copies is refused: its template is wrong',
    async ({ world, submit, is, read, ...by }) => {
      const orderId = await submit('3001', [mug('fault:refuse', { copies: 250 })]);
      await is(orderId, 'attention');
      const text = await read(orderId, 'The item waits for you. No job is paid.');
      await by.picture('order-refused');
      await by.send('retryItem', jsonOf(text, 'The same corrected').replace('fault:refuse', 'poster'));
      await is(orderId, 'produced');
      expect(await read(orderId, 'What people did')).toContain('retryItem of mug, changed: templateName');
      await by.picture('order-produced');
      const handle = world.client.workflow.getHandle(`printess-default-${orderId}`);
      expect(await handle.query<CarriedState>('carriedState')).toMatchObject({
        items: [{ spec: { itemId: 'mug', templateName: 'poster', copies: 250 } }],
      });
      return { done: '`retryItem`, the template corrected; the copies stay', orders: [orderId] };
    },
  );

  trouble(at, 2, 'A template does not exist', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3002', [mug('missing-mug')]);
    await is(orderId, 'attention');
    const text = await read(orderId, 'There is no template');
    expect(text).toContain('Nothing was paid.');
    await by.send('retryItem', jsonOf(text, 'The same corrected').replace('missing-mug', 'poster'));
    await is(orderId, 'produced');
    return { done: '`retryItem`, the template corrected', orders: [orderId] };
  });

  trouble(at, 3, 'A text of the form is missing', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3003', [mug('business-card')]);
    await is(orderId, 'attention');
    const json = jsonOf(await read(orderId, 'form fields are not given: name'), 'The same corrected');
    expect(await by.send('retryItem', json)).toContain('change.vdp.form.name: put your own in the place of …');
    await by.send('retryItem', json.replace('…', 'Ada'));
    await is(orderId, 'produced');
    return { done: '`retryItem` with the text; copied without it, it is refused', orders: [orderId] };
  });

  trouble(at, 4, 'A render fails', async ({ world, submit, is, read, ...by }) => {
    await world.fault('fail-render', 1);
    const orderId = await submit('3004', [mug()]);
    await is(orderId, 'attention');
    expect(await read(orderId, 'Printess could not render the item:')).toContain(
      'orders it again (1 credit). No input',
    );
    await by.send('retryItem');
    await is(orderId, 'produced');
    return { done: '`retryItem`, no input', orders: [orderId] };
  });

  trouble(at, 5, 'A render fails again, for the same reason', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3005', [mug('fault:fail-render')]);
    await is(orderId, 'attention');
    await read(orderId, 'Printess could not render the item:');
    await by.send('retryItem', '"mug"');
    const text = await read(orderId, 'Tried 2 times, 2 credits, always:');
    await by.picture('order-failed-again');
    expect(text).toContain('Do not retry before that is fixed');
    await by.send('abandonItem');
    await is(orderId, 'failed');
    return {
      done: '`retryItem` of `"mug"`; the screen says not to go on so; `abandonItem`, no input',
      orders: [orderId],
    };
  });

  trouble(at, 6, 'The account has no credits: three items wait', async ({ world, submit, is, read, ...by }) => {
    await world.fault('no-credits');
    const orderId = await submit(
      '3006',
      ['mug', 'cup', 'card'].map((itemId) => ({ itemId, templateName: 'poster' })),
    );
    await is(orderId, 'attention');
    const text = await read(orderId, 'All 3 items wait: the account has no credits (402). Nothing is paid meanwhile.');
    await by.picture('order-no-credits');
    expect(text).toContain('✋ The account has no credits');
    expect(text.match(/402/g)).toHaveLength(1);
    expect(text).toContain('Top it up, then Send a Signal resume (no input)');
    await by.calm();
    await by.send('resume');
    const { items } = await is(orderId, 'produced');
    await until('all', async () => (await world.show(orderId))?.state === 'produced');
    expect(items).toHaveLength(3);
    return { done: 'credits topped up; signal `resume`', orders: [orderId] };
  });

  trouble(at, 7, 'Printess does not take the token', async ({ world, submit, is, read, ...by }) => {
    await world.fault('token-revoked');
    const orderId = await submit('3007', [mug()]);
    await is(orderId, 'attention');
    await read(orderId, 'Put a valid token into the shop’s token file, then Send a Signal resume (no input)');
    await by.calm();
    await by.send('resume');
    await is(orderId, 'produced');
    return { done: 'a valid token; signal `resume`', orders: [orderId] };
  });

  trouble(at, 8, 'Printess is down', async ({ world, submit, is, read, ...by }) => {
    await world.fault('down');
    const orderId = await submit('3008', [mug()], { holdRetry: ['5s'] });
    await is(orderId, 'attention');
    const text = await read(orderId, 'It goes on by itself when Printess is back');
    await by.picture('order-unreachable');
    expect(text).toContain('⏳ Printess cannot be reached');
    expect(text).not.toContain('Needs a person');
    await by.calm();
    await is(orderId, 'produced');
    return { done: 'nothing: it goes on by itself', orders: [orderId] };
  });

  trouble(at, 9, 'The answer to a paid call is lost', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3009', [mug('fault:lose-answer+lose-callback')], { settleTime: '30s' });
    const text = await read(orderId, 'nobody knows yet whether Printess accepted mug: its answer was lost');
    await by.picture('order-unanswered');
    expect(text).toMatch(
      /The list of orders is read at 20\d\d-\d\d-\d\d \d\d:\d\d UTC; before that nothing is ordered/,
    );
    await is(orderId, 'produced');
    return { done: 'nothing: the list of orders shows its job', orders: [orderId] };
  });

  trouble(
    at,
    10,
    'Nobody knows whether Printess accepted: it did',
    async ({ world, page, submit, is, read, ...by }) => {
      await world.fault('list-cuts-meta');
      const orderId = await submit('3010', [mug('fault:lose-answer+lose-callback')]);
      await is(orderId, 'attention');
      const text = await read(orderId, 'Look for the order in Printess: send adoptJob with its job');
      await by.picture('order-outcome-unknown');
      // The sandbox's page of jobs stands in for what Printess shows.
      await page.goto(world.sandboxUrl);
      const jobId = await page.getByRole('row').filter({ hasText: orderId }).locator('code').innerText();
      await read(orderId, 'send adoptJob with its job');
      await by.send('adoptJob', jsonOf(text, 'adoptJob follows').replace('…', jobId));
      await is(orderId, 'produced');
      return { done: '`adoptJob` with the job that Printess shows', orders: [orderId] };
    },
  );

  trouble(at, 11, 'Nobody knows whether Printess accepted: it did not', async ({ world, submit, is, read, ...by }) => {
    await world.fault('list-cuts-meta');
    await world.fault('lose-request', 1);
    const orderId = await submit('3011', [mug()]);
    await is(orderId, 'attention');
    await read(orderId, 'or retryItem if there is none (it reads the list again before it pays)');
    await by.send('retryItem');
    await is(orderId, 'produced');
    return { done: '`retryItem`, no input', orders: [orderId] };
  });

  trouble(at, 12, 'Printess has forgotten the job', async ({ world, submit, is, read, ...by }) => {
    await world.fault('vanish', 1);
    const orderId = await submit('3012', [mug()]);
    await is(orderId, 'attention');
    await read(orderId, 'Printess does not know the item’s job (asked twice)');
    await by.send('retryItem');
    await is(orderId, 'produced');
    return { done: '`retryItem`, no input', orders: [orderId] };
  });

  trouble(at, 13, 'A job does not end', async ({ world, submit, is, read, ...by }) => {
    await world.fault('never-finish', 1);
    const orderId = await submit('3013', [mug()], { orderDeadline: '8s' });
    await is(orderId, 'attention');
    await read(orderId, 'Printess was still making the item');
    await by.picture('order-overdue');
    await by.send('retryItem');
    await is(orderId, 'produced');
    return { done: '`retryItem`, no input', orders: [orderId] };
  });

  trouble(at, 14, 'An item is not wanted any more while it is made', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3014', [mug('fault:never-finish')]);
    await is(orderId, 'rendering');
    const text = await read(orderId, 'Next: the callback; if it stays away, one status check at');
    await by.picture('order-rendering');
    expect(text).toContain('its paid job is followed no longer (1 credit)');
    await by.send('abandonItem', jsonOf(text, 'abandonItem').replace('…', 'the customer has cancelled'));
    await is(orderId, 'abandoned');
    const done = await read(orderId, 'The item was given up. 1 job is paid, for nothing.');
    await by.picture('order-nothing-produced');
    expect(done).toContain('the customer has cancelled');
    return { done: '`abandonItem`, with why', orders: [orderId] };
  });

  trouble(
    at,
    15,
    'An item is not wanted any more while it waits for credits',
    async ({ world, submit, is, read, ...by }) => {
      await world.fault('no-credits');
      const orderId = await submit('3015', [mug()]);
      await is(orderId, 'attention');
      const text = await read(orderId, 'The item waits: the account has no credits');
      await by.send('abandonItem', jsonOf(text, 'abandonItem'));
      await is(orderId, 'failed');
      await read(orderId, 'The item was given up. No job is paid.');
      return { done: '`abandonItem`, copied as it stands', orders: [orderId] };
    },
  );

  trouble(at, 16, 'A decision names an item that there is not', async ({ submit, is, read, ...by }) => {
    const items = ['1', '2', '3'].map((itemId) => ({
      itemId,
      templateName: itemId === '1' ? 'missing-one' : 'poster',
    }));
    const orderId = await submit('3016', items);
    await is(orderId, 'attention');
    const text = await read(orderId, '1 of 3 items waits for you, 2 are produced.');
    await by.picture('order-one-waits');
    const refusal = await by.send('retryItem', '{"itemId": "4"}');
    expect(refusal).toContain(`Order ${orderId} has no item 4. Its items: 1, 2, 3.`);
    expect(refusal).not.toMatch(/\n\s+at |expected|undefined/);
    await by.send('retryItem', jsonOf(text, 'The same corrected').replace('missing-one', 'poster'));
    await is(orderId, 'produced');
    return { done: '`retryItem` is refused and names the items; sent again', orders: [orderId] };
  });

  trouble(at, 17, 'A signal makes no sense', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3017', [mug('fault:never-finish')]);
    await is(orderId, 'rendering');
    await read(orderId, 'Next: the callback');
    await by.send('checkNow', '{"itemId": "cup"}');
    await read(orderId, 'checkNow was ignored: the order has no item cup. Its items: mug');
    await by.send('checkNow');
    expect(await read(orderId, 'still being made')).toMatch(
      /What people did\s+20\d\d-\d\d-\d\d \d\d:\d\d UTC: checkNow\s/,
    );
    return { done: '`checkNow` is said to be ignored, and why; sent again', orders: [orderId] };
  });
});

it('no text on a screen has a word of machines, a job’s id twice, or two full stops', async () => {
  for (const number of Array.from({ length: 17 }, (_, index) => 3001 + index)) {
    const text = await operator.read(String(number), 'paid');
    expect(text).not.toMatch(/ECONN|undefined|expected|\.\.(?!\.)|attention \d/);
    for (const job of (await operator.world.show(String(number)))?.items[0]?.jobs ?? [])
      expect(text.split(job.jobId).length - 1).toBeLessThan(2);
  }
});
