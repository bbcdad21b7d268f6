/** A moment as people read it: `2026-11-25 11:05 UTC`. Takes milliseconds since the epoch. */
export const timeText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
