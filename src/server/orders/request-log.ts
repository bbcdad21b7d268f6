import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { OrdersDeps } from './orders-deps.js';

/** Counts and logs answers by their status; failures of our own are logged as errors, with the request's id. */
export function createRequestLog(registry: Registry, logger: Logger): OrdersDeps['log'] {
  const counter = new Counter({
    name: 'printess_orders_api_answers_total',
    help: 'Answers of the orders API by status',
    labelNames: ['status'],
    registers: [registry],
  });
  return ({ error, ...entry }) => {
    if (error === undefined) {
      counter.inc({ status: entry.status });
      logger.debug(entry, 'The orders API has answered');
    } else logger.error({ ...entry, err: error }, 'A request to the orders API has failed');
  };
}
