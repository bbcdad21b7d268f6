import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileUrl } from '../../src/printess/file-url.js';

describe('a file’s URL', () => {
  it.each([
    ['https://printess.com\\@evil.example/x', 'a back-slash, which browsers take for a slash and curl does not'],
    ['https://files.printess.com/a\tb', 'a tab, which URL drops'],
    ['https://files.printess.com\r\nHost: evil.example/x', 'a line end'],
    ['https://files.printess.com/a b', 'a blank'],
    [' https://files.printess.com/a', 'a blank before it'],
    ['https://files.printess.com/a\u00a0', 'a blank of another kind'],
    ['https://files.printess.com/\u0000', 'a control character'],
    ['https://files.printess.com/\u0085', 'a control character of the second range'],
    ['https://user:pass@files.printess.com/a', 'userinfo'],
    ['https://@files.printess.com/a', 'empty userinfo'],
    ['https:files.printess.com/a', 'no slashes'],
    ['https:///files.printess.com/a', 'three slashes'],
    ['//files.printess.com/a', 'no scheme'],
    ['javascript:alert(1)', 'another scheme'],
    ['ftp://files.printess.com/a', 'another scheme'],
    ['https://files.printess.com/\ud800', 'half a character'],
    [`https://files.printess.com/${'x'.repeat(2_048)}`, 'too many characters'],
    [`https://files.printess.com/${'ä'.repeat(1_000)}`, 'too many characters once they are escaped'],
    ['https://[::1/a', 'a host that is none'],
    ['', 'nothing'],
  ])('%j is not kept: %s', (text) => {
    expect(fileUrl(text)).toBeUndefined();
  });

  it.each([
    ['https://files.printess.com/a.pdf', 'https://files.printess.com/a.pdf'],
    ['HTTPS://Files.Printess.COM', 'https://files.printess.com/'],
    ['https://ｐｒｉｎｔｅｓｓ.com/a', 'https://printess.com/a'],
    ['https://files.printess.com/ä/../b', 'https://files.printess.com/b'],
    ['https://0x7f.1/a', 'https://127.0.0.1/a'],
    ['http://127.0.0.1:8085/output/a', 'http://127.0.0.1:8085/output/a'],
    ['https://files.printess.com/a@b.pdf?q=@', 'https://files.printess.com/a@b.pdf?q=@'],
  ])('%j is kept as it is parsed: %s', (text, href) => {
    expect(fileUrl(text)).toBe(href);
  });

  it('is kept in a form that every program reads alike, whatever it was', () => {
    const hostile = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc
        .tuple(
          fc.constantFrom('https://', 'http://', 'https:/', 'https:', '//', 'HTTPS://'),
          fc.array(
            fc.constantFrom(
              'a',
              'printess.com',
              '\\',
              '/',
              '@',
              ':',
              '?',
              '#',
              '\t',
              '\n',
              ' ',
              'ｐ',
              '。',
              '%2f',
              '..',
              '[',
              '😀',
              '\ud83d',
            ),
            { maxLength: 12 },
          ),
        )
        .map(([scheme, parts]) => scheme + parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const href = fileUrl(text);
        if (href === undefined) return;
        expect(href).toMatch(/^https?:\/\/[a-z0-9.:[\]_~!$&'()*+,;=%-]+\/[\x21-\x5b\x5d-\x7e]*$/);
        expect(href.length).toBeLessThanOrEqual(2_048);
        expect(fileUrl(href)).toBe(href);
      }),
      { numRuns: 2_000 },
    );
  });
});
