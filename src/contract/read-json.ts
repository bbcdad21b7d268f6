import { JSON_LEVELS } from './limits.js';

export type ReadJson = { ok: true; value: unknown } | { ok: false; why: 'not-json' | 'too-much'; message: string };

/** The longest text of a number that a double can hold, zeros and all. */
const NUMBER_LENGTH = 400;
/** A number of so many characters, without an exponent, is always held exactly. */
const ALWAYS_EXACT = 15;
/** JSON for Infinity, which no other text stands for that a double can hold. */
const INFINITE = new TextEncoder().encode('1e999');

const [QUOTE, COMMA, BACKSLASH, MINUS] = [0x22, 0x2c, 0x5c, 0x2d];
const [OPENING, CLOSING] = [
  [0x5b, 0x7b],
  [0x5d, 0x7d],
];

/**
 * The JSON of a text, at every door that reads one. It is counted before it is parsed: a megabyte of empty objects would
 * cost a hundred, and the schemas' time. A number that JavaScript cannot hold digit by digit becomes Infinity, which
 * `jsonIssues` names by its path and no schema takes. A byte order mark is skipped; bytes that are no UTF-8 are no JSON.
 */
export function readJson(source: Uint8Array | string, { values = Infinity, levels = JSON_LEVELS } = {}): ReadJson {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const { count, depth, inexact } = measure(bytes);
  if (count > values) return { ok: false, why: 'too-much', message: `more than ${values} values` };
  if (depth > levels) return { ok: false, why: 'too-much', message: `nested deeper than ${levels} levels` };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(infiniteAt(bytes, inexact));
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, why: 'not-json', message: 'not JSON in UTF-8' };
  }
}

type Range = [from: number, to: number];

/** How deep the JSON goes, how many values it has at the most (one for each comma and each bracket), and its inexact numbers. */
function measure(bytes: Uint8Array): { count: number; depth: number; inexact: Range[] } {
  let [count, depth, level] = [1, 0, 0];
  const inexact: Range[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === COMMA) count++;
    else if (OPENING.includes(byte)) {
      count++;
      depth = Math.max(depth, ++level);
    } else if (CLOSING.includes(byte)) level--;
    else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(bytes, at);
      if (!isExact(bytes.subarray(at, end))) inexact.push([at, end]);
      at = end - 1;
    }
  }
  return { count, depth, inexact };
}

/** Where the closing quote is. */
function endOfText(bytes: Uint8Array, opening: number): number {
  let at = opening + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (isDigit(bytes[at]) || [0x2b, MINUS, 0x2e, 0x45, 0x65].includes(bytes[at] ?? 0)) at++;
  return at;
}

const isDigit = (byte = 0): boolean => byte >= 0x30 && byte <= 0x39;

/** Whether the number is the same when a double has held it; what is no number is left to the parser. */
function isExact(bytes: Uint8Array): boolean {
  if (bytes.length <= ALWAYS_EXACT && !bytes.includes(0x45) && !bytes.includes(0x65)) return true;
  const text = new TextDecoder().decode(bytes);
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return true;
  if (text.length > NUMBER_LENGTH) return false;
  const held = Number(text);
  const isSafe = Number.isFinite(held) && (!Number.isInteger(held) || Number.isSafeInteger(held));
  return isSafe && digits(text) === digits(String(held));
}

/** The digits that count: neither sign, point nor exponent, nor zeros around them. */
const digits = (number: string): string =>
  number
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');

function infiniteAt(bytes: Uint8Array, inexact: readonly Range[]): Uint8Array {
  if (inexact.length === 0) return bytes;
  const starts = [0, ...inexact.map(([, to]) => to)];
  const ends = [...inexact.map(([from]) => from), bytes.length];
  const kept = starts.map((start, index) => bytes.subarray(start, ends[index]));
  const length = kept.reduce((sum, part) => sum + part.length, 0) + inexact.length * INFINITE.length;
  const text = new Uint8Array(length);
  let at = 0;
  for (const [index, part] of kept.entries()) {
    if (index > 0) {
      text.set(INFINITE, at);
      at += INFINITE.length;
    }
    text.set(part, at);
    at += part.length;
  }
  return text;
}
