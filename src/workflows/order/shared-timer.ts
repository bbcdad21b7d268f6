import { condition } from '@temporalio/workflow';

interface Alarm {
  due: number;
  why: string;
  rang: boolean;
}

/**
 * The one timer of an order: any number of waits, one Temporal timer. Moments are milliseconds since the epoch. A wait is
 * woken by the timer's event alone, never by the time as such: what runs in an activation that leaves no event (a refused
 * update) could not be replayed. So no fact that is waited for may ask what time it is.
 */
export interface SharedTimer {
  /** Waits for the fact or the moment, whichever comes first; ask the fact again afterwards. */
  until(fact: () => boolean, due?: number, why?: string): Promise<void>;
  /** A moment of the window that another wait has chosen already, else one by chance: so that waits share timers. */
  moment(earliest: number, latest: number): number;
  /** Keeps the timer; never resolves. */
  run(): Promise<never>;
}

export function createSharedTimer(): SharedTimer {
  const alarms = new Set<Alarm>();
  const next = (): Alarm | undefined => {
    let earliest: Alarm | undefined;
    for (const alarm of alarms) if (!alarm.rang && alarm.due < (earliest?.due ?? Infinity)) earliest = alarm;
    return earliest;
  };

  return {
    async until(fact, due = Infinity, why = '') {
      if (fact() || due <= Date.now()) return;
      const alarm = { due, why, rang: false };
      if (due < Infinity) alarms.add(alarm);
      await condition(() => alarm.rang || fact());
      alarms.delete(alarm);
    },

    moment(earliest, latest) {
      for (const { due } of alarms) if (earliest <= due && due <= latest) return due;
      return Math.round(earliest + Math.random() * (latest - earliest));
    },

    async run() {
      for (;;) {
        await condition(() => next() !== undefined);
        const armed = next();
        if (!armed) continue;
        const earlierCame = () => (next()?.due ?? Infinity) < armed.due;
        const wait = Math.max(1, armed.due - Date.now());
        if (await condition(earlierCame, wait, { summary: armed.why })) continue;
        for (const alarm of alarms) if (alarm.due <= Date.now()) alarm.rang = true;
      }
    },
  };
}
