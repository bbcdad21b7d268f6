/** Levels of nesting; what is nested deeper, some station after us cannot write or read. */
const DEPTH = 100;

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPENING, CLOSING] = [
  [0x5b, 0x7b],
  [0x5d, 0x7d],
];

export type ReadJson = { ok: true; value: unknown } | { ok: false; why: 'not-json' | 'too-much'; message: string };

/**
 * The JSON that these bytes are. It is counted before it is parsed: a megabyte of empty objects would cost a hundred,
 * and the schemas' time. A byte order mark is skipped; bytes that are no UTF-8 are no JSON.
 */
export function readJson(bytes: Uint8Array, values: number): ReadJson {
  const { count, depth } = measure(bytes);
  if (count > values) return { ok: false, why: 'too-much', message: `more than ${values} values` };
  if (depth > DEPTH) return { ok: false, why: 'too-much', message: `nested deeper than ${DEPTH} levels` };
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { ok: false, why: 'not-json', message: 'not JSON' };
  }
}

/** How deep the JSON goes, and how many values it has at the most: one for each comma and each bracket. */
function measure(bytes: Uint8Array): { count: number; depth: number } {
  let [count, depth, level] = [1, 0, 0];
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COMMA) count++;
    else if (OPENING.includes(byte)) {
      count++;
      depth = Math.max(depth, ++level);
    } else if (CLOSING.includes(byte)) level--;
  }
  return { count, depth };
}
