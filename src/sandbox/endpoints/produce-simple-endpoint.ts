import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { produce } from '../produce.js';
import { producedAnswer } from '../wire-answers.js';

/** Enqueues a job by its template and order alone; no callback. */
export const produceSimpleEndpoint = endpoint({
  path: '/production/produce/simple',
  tag: 'production',
  summary: 'Have print-ready files rendered, the short form',
  request: z.looseObject({
    templateName: z.string().min(1),
    externalOrderId: z.string(),
    origin: z.string().nullish(),
    dpi: z.number().nullish(),
  }),
  answer: producedAnswer,
  example: { templateName: 'poster', externalOrderId: '1001' },
  refusals: [402, 406],
  handle: (state, { dpi, origin, ...body }, exchange) =>
    produce(
      state,
      {
        templateName: body.templateName,
        externalOrderId: body.externalOrderId,
        origin: origin ?? '',
        outputSettings: { dpi },
      },
      exchange,
    ),
});
