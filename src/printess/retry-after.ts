const LONGEST_MS = 24 * 3_600_000;

/** Milliseconds that a Retry-After header asks for (seconds or a date), a day at most; undefined where there is none. */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_MS);
}
