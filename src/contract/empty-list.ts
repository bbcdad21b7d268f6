import * as z from 'zod';

/** Whether it is a list without entries: so PHP writes an empty object. */
export const isEmptyList = (value: unknown): value is never[] => Array.isArray(value) && value.length === 0;

/** The object, for which an empty list may stand. */
export function orEmptyList<S extends z.ZodType>(object: S): z.ZodPreprocess<S, z.input<S>> {
  return z.preprocess((value: z.input<S>) => (isEmptyList(value) ? {} : value), object);
}
