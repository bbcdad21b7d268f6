import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { refusedStatus } from '../refused-status.js';
import { statusOf } from '../result.js';
import { statusAnswer } from '../wire-answers.js';

/** How a job stands; an unknown job answers 200, never enqueued. */
export const statusEndpoint = endpoint({
  path: '/production/status/get',
  tag: 'production',
  summary: 'Ask how a job stands: throttled',
  request: z.looseObject({ jobId: z.string().min(1) }),
  answer: statusAnswer,
  example: { jobId: 'the jobId that produce has answered' },
  refusals: [429],
  handle: (state, { jobId }, { response }) =>
    refusedStatus(state, jobId, response) ? undefined : statusOf(state, jobId),
});
