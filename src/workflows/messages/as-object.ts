/** The Web UI sends one JSON value or nothing: a bare text is an item's id. */
export const asObject = (input: unknown): unknown => (typeof input === 'string' ? { itemId: input } : (input ?? {}));
