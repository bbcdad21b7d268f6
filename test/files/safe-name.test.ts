import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { folderName, itemFolders } from '../../src/contract/folder-name.js';
import { safeName, safeNames } from '../../src/files/safe-name.js';

describe('the name of a kept file', () => {
  it.each([
    ['cover.pdf', 'cover.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini'],
    ['/etc/passwd', '_etc_passwd'],
    ['C:\\x.pdf', 'C__x.pdf'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['.hidden', 'hidden'],
    ['con.pdf', '_con.pdf'],
    ['NUL', '_NUL'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['console.pdf', 'console.pdf'],
    ['a\u0000b.pdf', 'a_b.pdf'],
    ['invoice\u202efdp.exe', 'invoice_fdp.exe'],
    ['a\r\nb', 'a__b'],
    ['trailing. . ', 'trailing'],
    ['a:b?c*d|e<f>g"h', 'a_b_c_d_e_f_g_h'],
    ['Grüße – ☃.pdf', 'Grüße – ☃.pdf'],
    ['half \ud800.pdf', 'half \ufffd.pdf'],
  ])('%j becomes %j', (text, name) => {
    expect(safeName(text)).toBe(name);
  });

  it('has 180 bytes at the most, with its ending, whole characters', () => {
    const name = safeName(`${'ü'.repeat(300)}.pdf`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
    expect(name).toMatch(/^ü+\.pdf$/);
  });

  it('is another one where two would be one', () => {
    expect(safeNames(['a.pdf', 'A.pdf', 'a.pdf', 'a-2.pdf', 'é.png', 'e\u0301.png'])).toEqual([
      'a.pdf',
      'A-2.pdf',
      'a-3.pdf',
      'a-2-2.pdf',
      'é.png',
      'é-2.png',
    ]);
  });

  it('whatever the text, stays in its folder and is never hidden, and no two are alike', () => {
    const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(texts, (list) => {
        const names = safeNames(list);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(list.length);
        for (const name of names) {
          expect(name).not.toMatch(/[/\\\p{Cc}]|^\.|[. ]$|^$/u);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        }
      }),
    );
  });
});

describe('the folder of an id', () => {
  it.each([
    ['1001', '1001'],
    ['previous', '~previous'],
    ['Manifest.json', '~Manifest.json'],
    ['.kept.json', '~.kept.json'],
    ['con', '~con'],
    ['nul.1', '~nul.1'],
    ['a.', 'a.~'],
    ['...', '~...~'],
  ])('%j is %j', (id, folder) => {
    expect(folderName(id)).toBe(folder);
  });

  it('is its own, also where two differ by capital letters alone', () => {
    expect(itemFolders(['mug', 'Mug', 'cup', 'MUG'])).toEqual(['mug', 'Mug~2', 'cup', 'MUG~3']);
  });
});
