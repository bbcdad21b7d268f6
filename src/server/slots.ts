/** How much may be in use at once, for each key. */
export interface Slots {
  /** Takes as many, one if it is not said, and gives what frees them again; undefined where there are not so many. */
  take(key: string, count?: number): (() => void) | undefined;
}

export function createSlots(limit: number): Slots {
  const taken = new Map<string, number>();
  return {
    take(key, count = 1) {
      const now = taken.get(key) ?? 0;
      if (now + count > limit) return undefined;
      taken.set(key, now + count);
      return () => {
        const left = (taken.get(key) ?? 0) - count;
        if (left > 0) taken.set(key, left);
        else taken.delete(key);
      };
    },
  };
}
