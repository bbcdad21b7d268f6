import { OUTSIDE_TEXT_LENGTH } from '../contract/limits.js';
import { shorten } from '../contract/shorten.js';

/** Characters that are looked at: much more than is kept, and nothing that takes time. */
const LOOKED_AT = 20 * OUTSIDE_TEXT_LENGTH;

/** Text from outside as we keep it: one line without control characters, cut to length; objects as their JSON. */
export function outsideText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = shorten(typeof value === 'string' ? value : jsonText(value), LOOKED_AT);
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return shorten(line, OUTSIDE_TEXT_LENGTH);
}

/** A value nested too deeply to be written is no reason to lose the failure that it describes. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'details that cannot be shown';
  }
}
