import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeMarkdown } from '../../../src/workflows/publish/escape-markdown.js';

const SPECIAL = Array.from('\\`*_{}[]()<>#+-!|~&:.@');
/** What a reader of the Markdown sees: a backslash before a sign takes its meaning away. */
const shown = (text: string) => text.replace(/\\([^A-Za-z0-9\s])/g, '$1');

describe('text from outside, escaped for Markdown,', () => {
  it.each(SPECIAL)('has no bare %s', (sign) => {
    expect(escapeMarkdown(`a${sign}b`)).toBe(`a\\${sign}b`);
  });

  it.each(['a\nb', 'a\r\nb', 'a\n\n\nb', 'a\rb'])('stays on one line: %j', (text) => {
    expect(escapeMarkdown(text)).toBe('a b');
  });

  it('has every special sign escaped, whatever the text, and reads as the text does', () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom(...SPECIAL, '\n'), fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text);
        // Two by two: what a backslash stands before is no special sign any more.
        expect(escaped.replace(/\\./g, '')).not.toMatch(/[\\`*_{}[\]()<>#+\-!|~&:.@\r\n]/);
        expect(shown(escaped)).toBe(text.replace(/[\r\n]+/g, ' '));
      }),
    );
  });
});
