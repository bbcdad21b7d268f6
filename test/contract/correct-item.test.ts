import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correctItem } from '../../src/contract/correct-item.js';
import type { ProductionItem } from '../../src/contract/item.js';
import type { RetryItem } from '../../src/contract/messages.js';

const spec: ProductionItem = {
  itemId: 'a',
  templateName: 'mug',
  copies: 2,
  vdp: { form: { name: 'Ann', town: 'Ulm' } },
};
const change = (text: string): Pick<RetryItem, 'change'> => ({ change: JSON.parse(text) as Record<string, unknown> });

describe('an item corrected', () => {
  it.each<[string, Pick<RetryItem, 'change' | 'item'>, Partial<ProductionItem>, string[]]>([
    ['by a changed field', change('{"copies":3}'), { copies: 3 }, ['copies']],
    ['by a new field', change('{"outputType":"pdf"}'), { copies: 2, outputType: 'pdf' }, ['outputType']],
    [
      'by a field deep inside',
      change('{"vdp":{"form":{"town":"Bonn"}}}'),
      { vdp: { form: { name: 'Ann', town: 'Bonn' } } },
      ['vdp.form.town'],
    ],
    [
      'by a field named constructor',
      change('{"vdp":{"form":{"constructor":"x"}}}'),
      { vdp: { form: { name: 'Ann', town: 'Ulm', constructor: 'x' } } },
      ['vdp.form.constructor'],
    ],
    [
      'by another item in its place',
      { item: { itemId: 'a', templateName: 'cup' } },
      { templateName: 'cup' },
      ['templateName', 'copies (gone)', 'vdp (gone)'],
    ],
    ['by a blank, which is trimmed', change('{"templateName":" cup "}'), { templateName: 'cup' }, ['templateName']],
    ['by a job that is paid already', change('{"adopt":{"jobId":" K "}}'), { adopt: { jobId: 'K' } }, ['adopt']],
  ])('%s is as a person wants it, and its changed fields are named', (_label, wish, fields, changed) => {
    expect(correctItem(spec, wish)).toMatchObject({ ok: true, spec: { itemId: 'a', ...fields }, changed });
  });

  it('by a removed field has it no longer', () => {
    const corrected = correctItem(spec, change('{"copies":null}'));
    expect(corrected).toMatchObject({ ok: true, changed: ['copies (gone)'] });
    expect(corrected.ok && corrected.spec).not.toHaveProperty('copies');
  });

  it.each<[string, Pick<RetryItem, 'change' | 'item'>]>([
    ['by nothing', {}],
    ['by an empty change', { change: {} }],
    ['by what it has already', change('{"copies":2,"outputType":null}')],
    [
      'by itself, its fields in another order',
      { item: { vdp: { form: { town: 'Ulm', name: 'Ann' } }, copies: 2, templateName: 'mug', itemId: 'a' } },
    ],
  ])('%s is the very same item: no copy of it is to be kept', (_label, wish) => {
    const corrected = correctItem(spec, wish);
    expect(corrected).toEqual({ ok: true, spec, changed: [] });
    expect(corrected.ok && corrected.spec).toBe(spec);
  });

  it.each<[string, Pick<RetryItem, 'change' | 'item'>, string[]]>([
    ['another id', change('{"itemId":"b"}'), ['change.itemId']],
    ['no id', change('{"itemId":null}'), ['change.itemId']],
    ['another item’s id', { item: { itemId: 'b', templateName: 'mug' } }, ['item.itemId']],
    ['a field that is none', change('{"colour":"red"}'), ['change.colour']],
    ['a field of a wrong kind', change('{"copies":"many"}'), ['change.copies']],
    ['a field of a wrong kind, deep inside', change('{"vdp":{"form":{"name":7}}}'), ['change.vdp.form.name']],
    ['two at once', change('{"copies":0,"templateName":""}'), ['change.templateName', 'change.copies']],
    ['no template', change('{"templateName":null}'), ['change.templateName']],
    ['a key that is none: constructor', change('{"constructor":{"prototype":1}}'), ['change.constructor']],
    ['a job to follow without its id', change('{"adopt":{}}'), ['change.adopt.jobId']],
  ])('to have %s is refused by path', (_label, wish, paths) => {
    const corrected = correctItem(spec, wish);
    expect(corrected.ok ? [] : corrected.issues.map(({ path }) => path)).toEqual(paths);
  });

  it.each(['{"vdp":[]}', '{"vdp":{"form":[]}}', '{"outputSettings":[]}'])(
    'by the empty object of PHP changes nothing: %s',
    (text) => {
      const full = { ...spec, outputSettings: { dpi: 300 } };
      expect(correctItem(full, change(text))).toMatchObject({ ok: true, spec: full, changed: [] });
    },
  );

  it('by a key named __proto__ is refused: no prototype is changed', () => {
    const corrected = correctItem(spec, change('{"__proto__":{"copies":9}}'));
    expect(corrected.ok ? [] : corrected.issues.map(({ path }) => path)).toEqual(['change.__proto__']);
    expect(({} as Record<string, unknown>)['copies']).toBeUndefined();
  });

  it('leaves the item that it corrects as it was, and never changes its id, whatever the change', () => {
    const before = JSON.stringify(spec);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('itemId', 'copies', 'vdp', 'adopt', 'x', 'templateName'), fc.jsonValue()),
        (wish) => {
          const corrected = correctItem(spec, { change: wish });
          expect(JSON.stringify(spec)).toBe(before);
          if (corrected.ok) expect(corrected.spec.itemId).toBe('a');
          else for (const { path } of corrected.issues) expect(path).toMatch(/^change\.\w/);
        },
      ),
    );
  });
});
