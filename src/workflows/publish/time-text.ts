import { timeText } from '../../contract/time-text.js';

/** A date of Printess's as people read it; its dates are UTC, with or without saying so. One that is none stays as it is. */
export function dateText(date: string): string {
  const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`);
  return Number.isNaN(at) ? date : timeText(at);
}

/** A number with its noun: `1 item`, `3 items`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
