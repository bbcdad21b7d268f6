import { open } from 'node:fs/promises';
import { DECODED_PIXELS, opensAsPicture } from './opens-as-picture.js';
import { readPdf } from './read-pdf.js';

/** What a file is, as far as it was looked into; `fault`: why it is not what it claims to be, in words that follow its name. */
export interface FileFacts {
  fault?: string;
  pages?: number;
  widthMm?: number;
  heightMm?: number;
}

/** Bytes up to which a file is opened by a library; of a larger one its head and its tail are looked at. */
const OPENED_BYTES = 10_000_000;
const ENDS = 64_000;
const MM_PER_POINT = 25.4 / 72;

/** Whether a file opens as what its name's ending claims, and what was found in it. Other endings: that it is not empty. */
export async function checkFile(path: string, name: string): Promise<FileFacts> {
  const { bytes, head, tail } = await ends(path);
  if (bytes === 0) return { fault: 'is empty' };
  const whole = bytes <= OPENED_BYTES ? path : undefined;
  switch (/\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase()) {
    case 'pdf':
      return checkPdf(head, tail, whole);
    case 'png':
      return checkPng(head, tail, whole);
    case 'jpg':
    case 'jpeg':
      return checkJpg(head, tail, whole);
    case 'zip':
      return isZip(head, tail) ? {} : { fault: 'does not open as a zip' };
    default:
      return {};
  }
}

/** Its path, where it is not too large to be opened. */
type Whole = string | undefined;

async function checkPdf(head: Buffer, tail: Buffer, path: Whole): Promise<FileFacts> {
  const fault = 'does not open as a PDF';
  if (!head.subarray(0, 1_024).includes('%PDF-')) return { fault };
  if (!tail.subarray(-2_048).includes('%%EOF')) return { fault: `${fault}: its end is missing` };
  if (path === undefined) return {};
  const facts = await readPdf(path);
  if (!facts) return { fault };
  const { pages, width, height } = facts;
  if (pages === 0) return { fault: 'is a PDF without a page' };
  if (width === undefined || height === undefined) return { pages };
  return { pages, widthMm: millimetres(width), heightMm: millimetres(height) };
}

const millimetres = (points: number): number => Math.round(points * MM_PER_POINT * 10) / 10;

async function checkPng(head: Buffer, tail: Buffer, path: Whole): Promise<FileFacts> {
  const fault = 'does not open as a PNG';
  const isPng = head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) && head.length >= 29;
  if (!isPng || !tail.subarray(-12).includes('IEND')) return { fault };
  const pixels = head.readUInt32BE(16) * head.readUInt32BE(20);
  // The library inflates one that is interlaced however far it goes.
  const isInterlaced = head[28] !== 0;
  if (path === undefined || pixels > DECODED_PIXELS || isInterlaced) return {};
  return (await opensAsPicture(path, 'png')) ? {} : { fault };
}

async function checkJpg(head: Buffer, tail: Buffer, path: Whole): Promise<FileFacts> {
  const fault = 'does not open as a JPG';
  const isWhole =
    head.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])) && tail.subarray(-64).includes(Buffer.from([0xff, 0xd9]));
  if (!isWhole) return { fault };
  return path === undefined || (await opensAsPicture(path, 'jpg')) ? {} : { fault };
}

const isZip = (head: Buffer, tail: Buffer): boolean =>
  head.subarray(0, 2).toString('latin1') === 'PK' && tail.includes(Buffer.from([0x50, 0x4b, 0x05, 0x06]));

async function ends(path: string): Promise<{ bytes: number; head: Buffer; tail: Buffer }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (position: number) => {
      const length = Math.min(ENDS, size);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    return { bytes: size, head: await read(0), tail: await read(Math.max(0, size - ENDS)) };
  } finally {
    await file.close();
  }
}
