import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/contract/canonical.js';
import { orderDigest } from '../../src/contract/digest.js';
import { durationSchema, milliseconds } from '../../src/contract/duration.js';
import { issuesOf } from '../../src/contract/issues.js';
import { intentOf, intentText, parseIntent } from '../../src/contract/intent.js';
import { utf8Length } from '../../src/contract/json-size.js';
import { productionOrderSchema } from '../../src/contract/order.js';
import { ITEM_STATES, orderStateOf } from '../../src/contract/view.js';
import { eventWorkflowId } from '../../src/contract/event.js';
import { parseInput } from '../../src/contract/parse-input.js';
import { parseWorkflowId, workflowId } from '../../src/contract/workflow-id.js';

const id = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/).filter((text) => !/^\.{1,2}$/.test(text));
const shop = fc.stringMatching(/^[a-z0-9_]{1,32}$/).filter((text) => text !== 'event');
const order = (rest: object = {}) => ({ orderId: '1', items: [{ itemId: 'a', templateName: 't' }], ...rest });
const issues = (input: unknown) => {
  const parsed = productionOrderSchema.safeParse(input);
  return parsed.success ? [] : issuesOf(parsed.error).map(({ path }) => path);
};

describe('a policy', () => {
  it('with a text that is no duration is a fault by its path, wherever it stands', () => {
    for (const policy of [{ httpTimeout: 'x' }, { settleTime: '' }, { statusChecks: ['1m', 'soon'] }])
      expect(issues(order({ policy }))).toEqual([expect.stringMatching(/^policy\./)]);
    expect(issues(order({ policy: { httpTimeout: '31s' } }))).toEqual(['policy.httpTimeout']);
  });
});

describe('ids', () => {
  it('of workflows have an inverse, for every shop and order', () => {
    fc.assert(
      fc.property(shop, id, (shopName, orderId) => {
        expect(parseWorkflowId(workflowId(shopName, orderId))).toEqual({ shop: shopName, orderId });
      }),
    );
  });

  it('of intents have an inverse, and are no longer than 300 characters', () => {
    fc.assert(
      fc.property(shop, id, id, fc.integer({ min: 1, max: 999 }), (shopName, orderId, itemId, generation) => {
        const text = intentText(intentOf(shopName, orderId, { itemId, templateName: 't' }, generation));
        expect(parseIntent(text)).toMatchObject({ shop: shopName, orderId, itemId, generation });
        expect(text.length).toBeLessThan(300);
      }),
    );
  });

  it('of intents change with the item', () => {
    const one = intentOf('default', '1', { itemId: 'a', templateName: 't' }, 1);
    expect(intentOf('default', '1', { itemId: 'a', templateName: 't', copies: 2 }, 1)).not.toEqual(one);
  });

  it('are not read from any text that is none of ours', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseIntent(text)).toBeUndefined();
      }),
    );
  });
});

describe('the canonical form', () => {
  it('is the same however the keys are ordered, and is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled: unknown = JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
          member !== null && typeof member === 'object' && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).reverse())
            : member,
        );
        expect(canonical(shuffled)).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives an order a digest that its policy does not change, and any other field does', () => {
    const digest = (rest: object) => orderDigest(productionOrderSchema.parse(order(rest)));
    expect(digest({ policy: { orderDeadline: '1h' } })).toBe(digest({}));
    expect(digest({ shop: 'default' })).toBe(digest({}));
    expect(digest({ priority: 1 })).not.toBe(digest({}));
  });
});

describe('an order', () => {
  it.each([
    ['an unknown property', order({ colour: 'red' }), ['colour']],
    [
      'an unknown property of an item',
      { orderId: '1', items: [{ itemId: 'a', templateName: 't', x: 1 }] },
      ['items[0].x'],
    ],
    ['an id with a slash', order({ orderId: 'a/b' }), ['orderId']],
    ['no items', order({ items: [] }), ['items']],
    [
      'two items of one id',
      order({ items: [1, 2].map(() => ({ itemId: 'a', templateName: 't' })) }),
      ['items[1].itemId'],
    ],
    ['a shop in capitals', order({ shop: 'Shop' }), ['shop']],
    ['an order URL that is not https', order({ orderUrl: 'javascript:alert(1)' }), ['orderUrl']],
    [
      'a callback URL of its own',
      order({ items: [{ itemId: 'a', templateName: 't', callbackUrl: 'x' }] }),
      ['items[0].callbackUrl'],
    ],
    ['an HTTP timeout over 30 s', order({ policy: { httpTimeout: '31s' } }), ['policy.httpTimeout']],
    [
      'more than 1 MB',
      order({ items: [{ itemId: 'a', templateName: 't', vdp: { data: 'x'.repeat(1_000_001) } }] }),
      [''],
    ],
    ['two issues', { orderId: '', items: [{ itemId: 'a' }] }, ['orderId', 'items[0].templateName']],
  ])('is refused with the path of the fault: %s', (_name, input, paths) => {
    expect(issues(input)).toEqual(paths);
  });

  it.each(['.', '..'])('whose ids no URL can name is refused: %s', (dots) => {
    expect(issues(order({ orderId: dots }))).toEqual(['orderId']);
    expect(issues(order({ items: [{ itemId: dots, templateName: 't' }] }))).toEqual(['items[0].itemId']);
    expect(issues(order({ orderId: `${dots}a`, items: [{ itemId: '...', templateName: 't' }] }))).toEqual([]);
  });

  it('of a shop that other shops’ events would meet is refused, and no event’s id is an order’s', () => {
    expect(issues(order({ shop: 'event' }))).toEqual(['shop']);
    expect(issues(order({ shop: 'events' }))).toEqual([]);
    expect(parseWorkflowId(eventWorkflowId('north', '1001', 1))).toBeUndefined();
    expect(parseWorkflowId(workflowId('events', '1001'))).toEqual({ shop: 'events', orderId: '1001' });
  });

  it('has empty objects where PHP has written empty lists', () => {
    const item = { itemId: 'a', templateName: 't' };
    const lists = {
      ...item,
      outputSettings: [],
      vdp: { form: [], records: [[]], data: [] },
      outputFiles: [[], { vdp: [], outputSettings: [] }],
    };
    const objects = {
      ...item,
      outputSettings: {},
      vdp: { form: {}, records: [{}], data: [] },
      outputFiles: [{}, { vdp: {}, outputSettings: {} }],
    };
    const parsed = parseInput(productionOrderSchema, order({ items: [lists], policy: [] }));
    expect(parsed).toMatchObject({ ok: true, data: { items: [objects], policy: {} } });
    expect(issues(order({ items: [{ ...item, vdp: { form: ['x'] } }] }))).toEqual(['items[0].vdp.form']);
    expect(issues(order({ items: [{ ...item, templateName: [], adopt: [] }] }))).toEqual([
      'items[0].templateName',
      'items[0].adopt',
    ]);
  });

  it('is refused by the path of what JSON cannot carry, beside all that is wrong with its shape', () => {
    const item: unknown = JSON.parse(
      '{"itemId":"a","templateName":"\\ud83d","copies":0,"vdp":{"form":{"__proto__":"x"},"data":{"serial":90071992547409931}}}',
    );
    const parsed = parseInput(productionOrderSchema, order({ items: [item], __proto_: 1 }));
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toEqual([
      'items[0].templateName',
      'items[0].vdp.form.__proto__',
      'items[0].vdp.data.serial',
      'items[0].copies',
      '__proto_',
    ]);
    const bigint = parseInput(
      productionOrderSchema,
      order({ items: [{ itemId: 'a', templateName: 't', vdp: { data: 1n } }] }),
    );
    expect(bigint.ok ? [] : bigint.issues.map(({ path }) => path)).toEqual(['items[0].vdp.data']);
  });

  it('may have 500 items, not 501', () => {
    const items = (count: number) => Array.from({ length: count }, (_, n) => ({ itemId: `i${n}`, templateName: 't' }));
    expect(issues(order({ items: items(500) }))).toEqual([]);
    expect(issues(order({ items: items(501) }))).toEqual(['items']);
  });

  it('of any JSON is parsed or refused, never thrown over', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void productionOrderSchema.safeParse(value)));
  });
});

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['48h', 172_800_000],
    ['7d', 604_800_000],
    ['250ms', 250],
  ])('%s is %d ms', (text, ms) => {
    expect(durationSchema.safeParse(text).success).toBe(true);
    expect(milliseconds(text)).toBe(ms);
  });

  it.each(['', '10', 'm', '1.5h', '-1s', '0s', '10 m', '99999d'])('%j is none', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false);
  });
});

describe('an order’s state', () => {
  it('is derived from its items by the rules, for any items', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ITEM_STATES), { minLength: 1 }), (states) => {
        const state = orderStateOf(
          states.map((one) => ({ state: one })),
          false,
        );
        if (states.includes('attention')) expect(state).toBe('attention');
        else if (states.some((one) => one === 'submitting' || one === 'rendering' || one === 'delivering'))
          expect(state).toBe('running');
        else if (states.every((one) => one === 'produced')) expect(state).toBe('produced');
        else expect(state).toBe(states.includes('produced') ? 'partly-produced' : 'failed');
        expect(
          orderStateOf(
            states.map((one) => ({ state: one })),
            true,
          ),
        ).toBe('cancelled');
      }),
    );
  });
});

it('bytes of a text are counted as Node counts them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
});
