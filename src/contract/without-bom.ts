/** A file's text without the byte order mark that Windows programs put at its beginning: JSON knows none. */
export function withoutBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
