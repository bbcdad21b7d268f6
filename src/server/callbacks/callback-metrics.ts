import { Counter, type Registry } from 'prom-client';

export type CallbackAnswer =
  | 'forwarded'
  | 'gone'
  | 'repeated'
  | 'limited'
  | 'progress'
  | 'unreadable'
  | 'not-found'
  | 'wrong-type'
  | 'bad-body'
  | 'unavailable';

/** Counts what became of callbacks. */
export interface CallbackMetrics {
  answered(answer: CallbackAnswer): void;
}

export function createCallbackMetrics(registry: Registry): CallbackMetrics {
  const counter = new Counter({
    name: 'printess_callbacks_total',
    help: 'Callbacks by what became of them',
    labelNames: ['answer'],
    registers: [registry],
  });
  return { answered: (answer) => counter.inc({ answer }) };
}
