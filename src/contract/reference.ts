import * as z from 'zod';
import { utf8Length } from './json-size.js';
import { REFERENCE_BYTES } from './limits.js';

/** JSON of the shop's own that travels with an order or an item, and is given back as it came. */
export const referenceSchema = z
  .unknown()
  .refine((value) => isSmall(value), `at most ${REFERENCE_BYTES} bytes of JSON`)
  .meta({ description: 'The shop’s own JSON, 2,000 bytes at the most; given back in views, events and the manifest' });

/** What cannot be written as JSON is named elsewhere, by its path. */
function isSmall(value: unknown): boolean {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || utf8Length(text) <= REFERENCE_BYTES;
}
