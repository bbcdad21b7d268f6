import * as z from 'zod';

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
/** Temporal's timers end here or below in every version we know: ten years. */
const LONGEST_MS = 3650 * MILLISECONDS.d;

/** A duration such as `90s`, `10m`, `48h`, `7d`: a whole number and one unit of ms, s, m, h, d; more than zero. */
export const durationSchema = z
  .string()
  // What follows, here and in those who refine it further, can count on its form.
  .regex(DURATION, { error: 'a duration such as 90s, 10m, 48h or 7d', abort: true })
  .refine((text) => inRange(milliseconds(text)), 'a duration from 1ms to 3650d');

export type Duration = string;

/** Milliseconds of a duration that `durationSchema` has accepted. Throws RangeError on anything else. */
export function milliseconds(duration: Duration): number {
  const match = DURATION.exec(duration);
  if (!match) throw new RangeError(`Not a duration: ${JSON.stringify(duration)}; write 90s, 10m, 48h or 7d`);
  return Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
}

function inRange(ms: number): boolean {
  return ms > 0 && ms <= LONGEST_MS;
}
