import { pino } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { OrdersDeps } from './orders-deps.js';

/** Counts answers by status; failures of our own go to the log on stderr, with the request's id. */
export function createRequestLog(registry: Registry): OrdersDeps['log'] {
  const logger = pino({ name: 'orders-api' }, pino.destination(2));
  const counter = new Counter({
    name: 'printess_orders_api_answers_total',
    help: 'Answers of the orders API by status',
    labelNames: ['status'],
    registers: [registry],
  });
  return ({ error, ...entry }) => {
    if (error === undefined) counter.inc({ status: entry.status });
    else logger.error({ ...entry, err: error }, 'A request to the orders API has failed');
  };
}
