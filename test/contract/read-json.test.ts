import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonIssues } from '../../src/contract/json-issues.js';
import { readJson } from '../../src/contract/read-json.js';
import { anyJsonText, canBeCarried, sameJson } from '../support/json-text.js';

const valueOf = (source: string | Uint8Array) => {
  const read = readJson(source);
  return read.ok ? read.value : read.why;
};

describe('JSON of a text', () => {
  it('is named by an issue, or means what its text says, digit for digit', () => {
    let [refused, taken] = [0, 0];
    fc.assert(
      fc.property(anyJsonText(), (text) => {
        const read = readJson(text);
        if (!read.ok) return expect(read.why).toBe('too-much');
        const isRefused = jsonIssues(read.value).length > 0;
        expect(isRefused).toBe(!canBeCarried(text));
        if (isRefused) refused++;
        else {
          taken++;
          expect(sameJson(text, JSON.stringify(read.value))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([refused > 100, taken > 100]).toEqual([true, true]);
  });

  it('with numbers that a double holds is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (jsonIssues(value).length === 0) expect(valueOf(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '1.0',
    '1e2',
    '1E+2',
    '-0',
    '0.30000000000000004',
    '5e-324',
    '123456789012.340',
    '100000000000000e-2',
  ])('has the number %s as it stands', (text) => {
    expect(valueOf(`[${text}]`)).toEqual([Number(text)]);
  });

  it.each([
    '9007199254740992',
    '90071992547409931',
    '-90071992547409931',
    '1e999',
    '-1e999',
    '1e21',
    '9007199254740992.0',
    '0.1234567890123456789',
    '4.9e-324',
    '1e-999',
    `1${'0'.repeat(500)}`,
    `0.${'0'.repeat(500)}1`,
  ])('has Infinity where its number %s is not to be held', (text) => {
    expect(valueOf(`{"a":[1,${text}],"b":"x"}`)).toEqual({ a: [1, Infinity], b: 'x' });
  });

  it('is not looked into where it is a text', () => {
    const text = String.raw`["90071992547409931","\"90071992547409931",{"1e999":"\\"}]`;
    expect(valueOf(text)).toEqual(JSON.parse(text));
  });

  it.each(['', '01', '0123456789012345678', '1.', '.5', '+1', '1e', '1-20000000000000000', 'NaN', '[1', '{"a"}', '"'])(
    'is none in %j',
    (text) => {
      expect(valueOf(text)).toBe('not-json');
    },
  );

  it('begins after a byte order mark, and is UTF-8', () => {
    expect(valueOf(Buffer.from('\ufeff[1]'))).toEqual([1]);
    expect(valueOf('\ufeff[1]')).toEqual([1]);
    expect(valueOf(Buffer.from('["\xff"]', 'latin1'))).toBe('not-json');
  });

  it('keeps the names that plain objects treat specially, as names', () => {
    const read = valueOf('{"__proto__":{"a":90071992547409931},"constructor":1}') as object;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBe(Object.getPrototypeOf({}));
  });

  it('has a number of values and of levels that it may have', () => {
    expect(readJson('[1,2,3]', { values: 3 })).toMatchObject({ ok: false, message: 'more than 3 values' });
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(readJson(nested(100))).toMatchObject({ ok: true });
    expect(readJson(nested(101))).toMatchObject({ ok: false, message: 'nested deeper than 100 levels' });
    expect(readJson(nested(5_000), { levels: Infinity })).toMatchObject({ ok: true });
  });

  it('is read in a moment, however many digits it has', () => {
    // The processor's time: a machine that is busy with something else says nothing about it.
    const began = process.cpuUsage();
    readJson(`[${'1'.repeat(1_000_000)},0.${'0'.repeat(1_000_000)}1,${'90071992547409931,'.repeat(50_000)}1]`);
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000);
  });
});
