import type { Request } from 'express';

/** JSON is UTF-8, and ASCII is UTF-8. */
const CHARSETS = ['', 'utf-8', 'utf8', 'us-ascii', 'ascii'];

/** Whether a request has a body of this type whose text is UTF-8, however its header spells that. */
export function hasType(request: Request, type: string): boolean {
  const [, charset = ''] = /;\s*charset\s*=\s*["']?([^"';\s]*)/i.exec(request.get('content-type') ?? '') ?? [];
  return Boolean(request.is(type)) && CHARSETS.includes(charset.toLowerCase());
}
