/** JSON is UTF-8, and ASCII is UTF-8. */
const CHARSETS = ['', 'utf-8', 'utf8', 'us-ascii', 'ascii'];

/** Whether a content type is this one with a text in UTF-8, however its header spells that; every door asks here. */
export function isContentType(header: string | undefined, type: string): boolean {
  const [given = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charsets = parameters.flatMap((part) => {
    const [, charset] = /^charset\s*=\s*["']?([^"'\s]*)["']?$/.exec(part) ?? [];
    return charset === undefined ? [] : [charset];
  });
  return given === type && charsets.every((charset) => CHARSETS.includes(charset));
}
