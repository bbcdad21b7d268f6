import { shorten } from '../contract/shorten.js';

const NAME_LENGTH = 200;
/** Control characters, and the marks that turn the direction of writing and so hide a name's ending. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A file's name from outside, as one that can be saved in a folder and stays in it: no separators, no leading dots, no
 * control characters. Empty where nothing is left.
 */
export function fileName(text: string): string {
  const [last = ''] = shorten(text, 10 * NAME_LENGTH)
    .split(/[/\\]/)
    .slice(-1);
  return shorten(
    last
      .replace(UNSEEN, '')
      .replaceAll(':', '_')
      .replace(/^[.\s]+/, '')
      .trimEnd(),
    NAME_LENGTH,
  );
}
