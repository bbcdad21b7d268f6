import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mintToken, readToken } from '../../src/printess/callback-token.js';

const keys = [
  { kid: 'new', secret: 'n'.repeat(32) },
  { kid: 'old', secret: 'o'.repeat(32) },
];
const target = fc.record({
  shop: fc.stringMatching(/^[a-z0-9_]{1,32}$/),
  orderId: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  itemId: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  generation: fc.integer({ min: 1, max: 1000 }),
});

describe('a callback token', () => {
  it('says what it was minted for, whatever that is', () => {
    fc.assert(fc.property(target, (about) => expect(readToken(keys, mintToken(keys, about))).toEqual(about)));
  });

  it('is refused when any one character is another', () => {
    fc.assert(
      fc.property(
        target,
        fc.nat(),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.'),
        (about, at, character) => {
          const token = mintToken(keys, about);
          const index = at % token.length;
          fc.pre(token[index] !== character);
          expect(readToken(keys, token.slice(0, index) + character + token.slice(index + 1))).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of a retired key is read as long as the key is kept, and not after', () => {
    const about = { shop: 'default', orderId: '1', itemId: 'a', generation: 1 };
    const token = mintToken(keys.slice(1), about);
    expect(readToken(keys, token)).toEqual(about);
    expect(readToken(keys.slice(0, 1), token)).toBeUndefined();
  });

  it('that is any other text is refused', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(readToken(keys, text)).toBeUndefined()));
  });
});
