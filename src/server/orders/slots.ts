/** How many may be at something at once, for each key. */
export interface Slots {
  /** Takes one, and gives what frees it again; undefined where all are taken. */
  take(key: string): (() => void) | undefined;
}

export function createSlots(limit: number): Slots {
  const taken = new Map<string, number>();
  return {
    take(key) {
      const now = taken.get(key) ?? 0;
      if (now >= limit) return undefined;
      taken.set(key, now + 1);
      return () => {
        const left = (taken.get(key) ?? 1) - 1;
        if (left > 0) taken.set(key, left);
        else taken.delete(key);
      };
    },
  };
}
