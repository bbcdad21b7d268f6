import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shorten } from '../../src/contract/shorten.js';
import { outsideText } from '../../src/printess/outside-text.js';

describe('text from outside', () => {
  it('is cut between characters, never inside one', () => {
    expect(shorten('ab😀', 3)).toBe('ab…');
    expect(shorten('abc😀', 4)).toBe('abc…');
    expect(shorten('ab😀', 4)).toBe('ab😀');
    expect(shorten('a\ud83db', 9)).toBe('a\ufffdb');
  });

  it('is one line of whole characters, whatever it was and wherever it is cut', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 600 })
      .chain((start) => fc.nat(600).map((n) => start + '😀'.repeat(n)));
    fc.assert(
      fc.property(fc.oneof(text, fc.jsonValue()), (value) => {
        const line = outsideText(value);
        expect(line.isWellFormed()).toBe(true);
        expect(line.length).toBeLessThanOrEqual(500);
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 500 },
    );
  });

  it('is cut before it is looked through, so that its length costs nothing', () => {
    const began = performance.now();
    for (let n = 0; n < 20; n++) outsideText(`x${'\n y'.repeat(1_000_000)}`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
