import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical } from '../../src/contract/canonical.js';
import { changedFields } from '../../src/contract/changed-fields.js';

describe('the fields in which two values differ', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['are none where the keys are only in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['are none where one has a field that is undefined', { a: 1, b: undefined }, { a: 1 }, []],
    [
      'are named by their paths',
      { items: [{ copies: 1 }, { copies: 2 }] },
      { items: [{ copies: 1 }, { copies: 3 }] },
      ['items[1].copies'],
    ],
    ['are those that are gone, and those that are new', { a: 1 }, { b: 1 }, ['a', 'b']],
    ['are one field where its kind has changed', { a: { b: 1 } }, { a: [1] }, ['a']],
    ['are named where a list has grown', { a: [1] }, { a: [1, 2] }, ['a[1]']],
    ['are told from inherited ones', {}, { toString: 1 }, ['toString']],
  ])('%s', (_label, before, after, paths) => {
    expect(changedFields(before, after)).toEqual(paths);
  });

  it('are twenty at most', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, index]));
    expect(changedFields({}, many)).toHaveLength(20);
  });

  it('are none exactly where the two mean the same JSON', () => {
    fc.assert(
      fc.property(fc.object(), fc.object(), (before, after) => {
        expect(changedFields(before, after).length === 0).toBe(canonical([before]) === canonical([after]));
        expect(changedFields(before, before)).toEqual([]);
      }),
    );
  });
});
