import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonSize, utf8Length } from '../../src/contract/json-size.js';

/** Any sixteen bits, so that surrogates stand alone, in pairs, and the wrong way round. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom('\ud83d', '\udda8', '\u{1f5a8}', '\u07ff', '\u0800', '\uffff', '漢', 'é', '\0', '"'),
  ),
  maxLength: 50,
});

describe('bytes are counted as Node counts them', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['\u007f', 1],
    ['\u0080', 2],
    ['\u07ff', 2],
    ['\u0800', 3],
    ['\uffff', 3],
    ['\u{10000}', 4],
    ['\u{10ffff}', 4],
    ['\ud83d', 3],
    ['\udda8', 3],
    ['\ud83d\ud83d\udda8', 7],
    ['\udda8\ud83d', 6],
    ['\ud83da', 4],
  ])('of %j: %d', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
    expect(Buffer.byteLength(text)).toBe(bytes);
  });

  it('of any text, lone surrogates included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('of any value’s JSON', () => {
    const values = fc.oneof(
      fc.object({
        key: anyText,
        values: [anyText, fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)],
      }),
      fc.array(anyText),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(jsonSize(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });
});
