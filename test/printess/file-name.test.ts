import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileName } from '../../src/printess/file-name.js';

describe('a file’s name', () => {
  it.each([
    ['../../etc/cron.d/x', 'x'],
    ['..\\..\\windows\\x.pdf', 'x.pdf'],
    ['.bashrc', 'bashrc'],
    ['...', ''],
    ['a\u0000b.pdf', 'ab.pdf'],
    ['\u0000../x', 'x'],
    ['\u0000.x', 'x'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['C:x.pdf', 'C_x.pdf'],
    ['cover (1).pdf', 'cover (1).pdf'],
    ['Müller 😀.pdf', 'Müller 😀.pdf'],
    ['/', ''],
  ])('%j becomes %j', (text, name) => {
    expect(fileName(text)).toBe(name);
  });

  it('names a file in the folder that it is saved in, whatever it was', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('.', '/', '\\', '\u0000', ' ', ':', '\ud83d'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 400,
    });
    fc.assert(
      fc.property(text, (given) => {
        const name = fileName(given);
        expect(name).not.toMatch(/[/\\:\p{Cc}\p{Cs}]|^[.\s]/u);
        expect(name.length).toBeLessThanOrEqual(200);
        expect(fileName(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});
