import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';

/** From one line of the log to the next. */
const SAMPLE_MS = 10_000;

/** Counts requests without a right key, and logs them now and then: from where, never with what. */
export function createRefusedKeys(registry: Registry, logger: Logger): (address: string) => void {
  const counter = new Counter({
    name: 'printess_orders_api_refused_keys_total',
    help: 'Requests to the orders API with a missing or wrong key',
    registers: [registry],
  });
  let [untold, nextAt] = [0, 0];
  return (address) => {
    counter.inc();
    untold += 1;
    if (performance.now() < nextAt) return;
    logger.warn({ address, requests: untold }, 'Requests with a missing or wrong key, the last from this address');
    [untold, nextAt] = [0, performance.now() + SAMPLE_MS];
  };
}
