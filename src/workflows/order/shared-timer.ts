import { CancellationScope, condition, sleep } from '@temporalio/workflow';

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
  /** Whether it has to be armed: a wait has come that ends before all others. */
  isLate(): boolean;
  /** Starts Temporal's timer for the wait that ends first, in place of the one that runs. */
  arm(): void;
}

export function createSharedTimer(): SharedTimer {
  const alarms = new Set<Alarm>();
  let armed: { due: number; scope: CancellationScope } | undefined;
  const next = (): Alarm | undefined => {
    let earliest: Alarm | undefined;
    for (const alarm of alarms) if (!alarm.rang && alarm.due < (earliest?.due ?? Infinity)) earliest = alarm;
    return earliest;
  };
  const start = () => {
    const alarm = next();
    if (!alarm) return;
    const scope = new CancellationScope();
    armed = { due: alarm.due, scope };
    const wait = Math.max(1, alarm.due - Date.now());
    scope.run(() => sleep(wait, { summary: alarm.why })).then(ring, restart);
  };
  const restart = () => {
    armed = undefined;
    start();
  };
  const ring = () => {
    for (const alarm of alarms) if (alarm.due <= Date.now()) alarm.rang = true;
    restart();
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

    isLate: () => (next()?.due ?? Infinity) < (armed?.due ?? Infinity),
    arm() {
      const { due } = next() ?? {};
      if (!armed || due === undefined) return start();
      // The next one is started when the cancellation has come through: so it stands in histories.
      armed.due = due;
      armed.scope.cancel();
    },
  };
}
