import type { Request } from 'express';
import { isContentType } from '../contract/content-type.js';

/** Whether a request has a body of this type whose text is UTF-8. */
export function hasType(request: Request, type: string): boolean {
  return request.is('*/*') !== null && isContentType(request.get('content-type'), type);
}
