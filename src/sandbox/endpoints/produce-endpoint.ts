import { endpoint } from '../endpoint.js';
import { produce } from '../produce.js';
import { produceRequestSchema, unknownProperties } from '../produce-request.js';
import { record } from '../record.js';
import { refuse } from '../refuse.js';
import { producedAnswer } from '../wire-answers.js';

/** Enqueues a job: two accepted calls are two jobs, and both cost a credit. */
export const produceEndpoint = endpoint({
  path: '/production/produce',
  tag: 'production',
  summary: 'Have print-ready files rendered',
  request: produceRequestSchema,
  answer: producedAnswer,
  example: { templateName: 'poster', origin: 'my-shop', externalOrderId: '1001', copies: 2 },
  refusals: [402, 406],
  handle: (state, body, exchange) => {
    const names = unknownProperties(body);
    if (names.length > 0) record(state, { type: 'unknown-properties', names });
    if (state.options.strict && names.length > 0) return refuse(exchange.response, 400, `Unknown: ${names.join(', ')}`);
    return produce(state, body, exchange);
  },
});
