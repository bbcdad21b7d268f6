import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from '@jest/globals';
import { checkFile } from '../../src/files/check-file.js';
import { renderPicture } from '../../src/sandbox/picture.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const pdf = async (pages: number) => {
  const made = await PDFDocument.create();
  for (let page = 0; page < pages; page++) made.addPage([297.638, 419.528]);
  return Buffer.from(await made.save());
};
const picture = (type: 'png' | 'jpg') =>
  renderPicture({ type, widthMm: 100, heightMm: 50 } as Parameters<typeof renderPicture>[0]);
const zip = Buffer.concat([
  Buffer.from('PK\u0003\u0004'),
  Buffer.alloc(50),
  Buffer.from('PK\u0005\u0006'),
  Buffer.alloc(18),
]);

const check = async (name: string, bytes: Buffer) => {
  let facts: unknown;
  await withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'f'), bytes);
    facts = await checkFile(join(folder, 'f'), name);
  });
  return facts;
};

describe('a file that has arrived', () => {
  it('tells its pages and its size where it is a PDF', async () => {
    expect(await check('a.pdf', await pdf(3))).toEqual({ pages: 3, widthMm: 105, heightMm: 148 });
  });

  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['a.png', () => picture('png')],
    ['a.JPG', () => picture('jpg')],
    ['a.zip', () => zip],
    ['a.mp4', () => Buffer.from('whatever')],
  ])('%s opens as what it claims', async (name, bytes) => {
    expect(await check(name, await bytes())).toEqual({});
  });

  it('may take a library minutes: it does not open, and the process goes on meanwhile', async () => {
    const slow = Buffer.concat([
      Buffer.from('%PDF-1.7\n'),
      Buffer.alloc(3_000_000, 'print '),
      Buffer.from('\n%%EOF\n'),
    ]);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    expect(await check('a.pdf', slow)).toEqual({ fault: 'does not open as a PDF' });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(100);
  });

  it('may inflate a thousandfold: the process does not grow with it', async () => {
    const stream = deflateSync(Buffer.alloc(400_000_000), { level: 1 });
    const object = `1 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`;
    const bomb = Buffer.concat([
      Buffer.from(`%PDF-1.7\n${object}`),
      stream,
      Buffer.from('\nendstream\nendobj\ntrailer\n<< /Size 2 >>\n%%EOF\n'),
    ]);
    const before = process.memoryUsage.rss();
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - before)), 20);
    expect(await check('a.pdf', bomb)).toEqual({ fault: 'does not open as a PDF' });
    clearInterval(watching);
    expect(peak).toBeLessThan(300_000_000);
  });

  it('may be a picture that is slow to decode: the process goes on meanwhile', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    expect(await check('a.jpg', pictureOfManyScans(400))).toEqual({});
    clearInterval(turning);
    expect(turns).toBeGreaterThan(30);
  });

  it('may be an interlaced PNG: that is not inflated', async () => {
    const interlaced = Buffer.from(picture('png'));
    interlaced[28] = 1;
    expect(await check('a.png', interlaced)).toEqual({});
  });

  it('is looked at from both ends where it is too large to open', async () => {
    const large = (end: string) =>
      Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(11_000_000), Buffer.from(end)]);
    expect(await check('a.pdf', large('\n%%EOF\n'))).toEqual({});
    expect(await check('a.pdf', large('\nmore'))).toEqual({ fault: 'does not open as a PDF: its end is missing' });
  });

  it.each<[string, string, () => Buffer | Promise<Buffer>]>([
    ['is empty', 'a.pdf', () => Buffer.alloc(0)],
    ['does not open as a PDF', 'a.pdf', () => picture('png')],
    ['does not open as a PDF', 'a.pdf', () => Buffer.from('<html>Not found</html>')],
    ['does not open as a PDF', 'a.pdf', () => Buffer.from('%PDF-1.7\nnonsense\n%%EOF')],
    ['does not open as a PDF: its end is missing', 'a.pdf', async () => (await pdf(5)).subarray(0, 400)],
    ['does not open as a PNG', 'a.png', () => picture('jpg')],
    ['does not open as a PNG', 'a.png', () => picture('png').subarray(0, 300)],
    ['does not open as a PNG', 'a.png', () => damaged(picture('png'))],
    ['does not open as a JPG', 'a.jpg', () => picture('png')],
    ['does not open as a JPG', 'a.jpg', () => picture('jpg').subarray(0, 300)],
    ['does not open as a JPG', 'a.jpg', () => Buffer.from([0xff])],
    ['does not open as a zip', 'a.zip', () => zip.subarray(0, 40)],
  ])('%s: %s', async (fault, name, bytes) => {
    expect(await check(name, await bytes())).toEqual({ fault });
  });
});

/** A progressive JPG of 2,000 by 2,000 pixels that says of all its 62,500 blocks, again and again, that they have nothing more. */
function pictureOfManyScans(scans: number): Buffer {
  const segment = (marker: number, ...bytes: number[]) => [0xff, marker, 0, bytes.length + 2, ...bytes];
  const scan = [
    ...segment(0xda, 1, 1, 0, 1, 63, 0),
    0b01010101,
    0b01010100,
    0b10101010,
    0b10101001,
    0b01010101,
    0b01010111,
  ];
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, 0, ...Array<number>(64).fill(1)),
    ...segment(0xc2, 8, 0x07, 0xd0, 0x07, 0xd0, 1, 1, 0x11, 0),
    // One code, a bit long: the next 2^14 blocks, and as many as 14 further bits say, have nothing.
    ...segment(0xc4, 0x10, 1, ...Array<number>(15).fill(0), 0xe0),
    ...Array.from({ length: scans }, () => scan).flat(),
    ...[0xff, 0xd9],
  ]);
}

/** Its middle is something else. */
function damaged(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 60), Buffer.alloc(40, 7), bytes.subarray(100)]);
}
