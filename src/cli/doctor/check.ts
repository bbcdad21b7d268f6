/** One line of the doctor's table. */
export interface Finding {
  what: string;
  state: 'ok' | 'fault' | 'unknown';
  /** What was seen; of a fault also which command or setting mends it. */
  said: string;
}

export const ok = (what: string, said: string): Finding => ({ what, state: 'ok', said });
export const fault = (what: string, said: string): Finding => ({ what, state: 'fault', said });
export const unknown = (what: string, said: string): Finding => ({ what, state: 'unknown', said });
