/**
 * The canonical form of a JSON value: object keys sorted by code unit, absent and undefined properties alike, no white
 * space. Two values that mean the same JSON have the same canonical form.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  // From entries, not by assignment: a key named __proto__ stays a key.
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
