/** A moment as people read it: `2026-11-25 11:05 UTC`. Takes milliseconds since the epoch. */
export const timeText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';

/** A number with its noun: `1 item`, `3 items`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
