import { readJson } from '../contract/read-json.js';

/** An answer of Printess as JSON; undefined where it is none. What we do not read of it may be nested as it likes. */
export function jsonOf(text: string): unknown {
  const read = readJson(text, { levels: Infinity });
  return read.ok ? read.value : undefined;
}
