import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonIssues } from '../../src/contract/json-issues.js';

const parsed = (text: string): unknown => JSON.parse(text);
const at = (value: unknown) => jsonIssues({ items: [{ vdp: { data: value } }] }).map(({ path }) => path);
const here = 'items[0].vdp.data';

describe('what JSON cannot carry', () => {
  it.each<[string, unknown, string[]]>([
    ['an integer that is not held exactly', Number('90071992547409931'), [here]],
    ['the first integer that is not', 2 ** 53, [here]],
    ['Infinity', { a: Infinity, b: [-Infinity] }, [`${here}.a`, `${here}.b[0]`]],
    ['what is not a number', NaN, [here]],
    ['half a character', ['a\ud83d', '\ude00', '😀'], [`${here}[0]`, `${here}[1]`]],
    ['a name of half a character', { 'a\ud83d': 1 }, [`${here}.a\ufffd`]],
    ['the name __proto__', parsed('{"a":{"__proto__":{"b":1}}}'), [`${here}.a.__proto__`]],
    ['a date', new Date(0), [here]],
    ['a bigint', [1n], [`${here}[0]`]],
    ['a function', { toJSON: () => 1 }, [here]],
    ['a map', new Map([[1, 2]]), [here]],
    ['a hole of a list', [1, undefined], [`${here}[1]`]],
    ['a symbol', Symbol('x'), [here]],
  ])('is named by its path: %s', (_name, value, paths) => {
    expect(at(value)).toEqual(paths);
  });

  it.each<[string, unknown]>([
    ['numbers', [0, -1.5, 1e-7, Number.MAX_SAFE_INTEGER, -0]],
    ['names like any other', parsed('{"constructor":1,"toString":{"hasOwnProperty":2},"toJSON":"x"}')],
    ['what is absent', { a: undefined }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    [
      'an object of a class',
      new (class Data {
        a = 1;
      })(),
    ],
  ])('is none of these: %s', (_name, value) => {
    expect(at(value)).toEqual([]);
  });

  it('is nesting beyond a hundred levels, a circle too: that alone is named', () => {
    const nested = (levels: number): unknown => (levels === 0 ? NaN : [nested(levels - 1)]);
    expect(jsonIssues(nested(99)).map(({ path }) => path)).toEqual(['[0]'.repeat(99)]);
    expect(jsonIssues(parsed('['.repeat(100) + ']'.repeat(100)))).toEqual([]);
    expect(jsonIssues(nested(101))).toEqual([{ path: '', message: 'nested deeper than 100 levels' }]);
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    expect(jsonIssues(circle)).toEqual([{ path: '', message: 'nested deeper than 100 levels' }]);
  });

  it('has a hundred issues at the most, and no long paths', () => {
    const issues = jsonIssues({ ['x'.repeat(100_000)]: Array(1_000).fill(NaN) });
    expect(issues).toHaveLength(100);
    for (const { path } of issues) expect(path.length).toBeLessThanOrEqual(300);
  });

  it('is all that JSON would change, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withSparseArray: true, withMap: true }), (value) => {
        const wrapped = { value };
        if (value === undefined || jsonIssues(wrapped).length > 0) return;
        expect(canonicalOf(JSON.parse(JSON.stringify(wrapped)))).toEqual(canonicalOf(wrapped));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A value as nested entries, absent members left out. */
function canonicalOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalOf);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [name, canonicalOf(member)]);
}
