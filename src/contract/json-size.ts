/** Bytes of a text in UTF-8, counted without Buffer or TextEncoder, so that workflows can. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A pair of surrogates is two units and four bytes; one that stands alone is written as three.
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) at += 1;
    bytes += unit < 0x800 ? 1 : 2;
  }
  return bytes;
}

/** Bytes of a value's JSON in UTF-8. */
export const jsonSize = (value: object): number => utf8Length(JSON.stringify(value));
