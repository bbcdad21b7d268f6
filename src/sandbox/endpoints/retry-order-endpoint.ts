import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { produce } from '../produce.js';
import { refuse } from '../refuse.js';
import { producedAnswer } from '../wire-answers.js';

/** Enqueues an order again: another job of the same order record, and another credit. */
export const retryOrderEndpoint = endpoint({
  path: '/order/retry',
  tag: 'orders',
  summary: 'Enqueue an order again: it is paid again',
  request: z.looseObject({
    orderId: z.string().min(1),
    origin: z.string().nullish(),
    reloadPaymentData: z.boolean().nullish(),
    clearDropshipData: z.boolean().nullish(),
  }),
  answer: producedAnswer,
  example: { orderId: 'the orderId that produce has answered', origin: 'my-shop' },
  refusals: [402, 404, 406],
  handle: (state, { orderId, origin }, exchange) => {
    const job = [...state.jobs.values()].findLast((one) => one.orderId === orderId);
    if (!job) return refuse(exchange.response, 404, 'there is no such order');
    return produce(state, { ...job.request, ...(origin && { origin }) }, exchange, job);
  },
});
