import type { RequestHandler } from 'express';
import { z } from 'zod';
import { refuse } from './refuse.js';
import { statusOf } from './result.js';
import type { SandboxState } from './state.js';

const requestSchema = z.looseObject({ jobId: z.string().min(1) });

/** POST /production/status/get; an unknown job answers 200, never enqueued. */
export function statusRoute(state: SandboxState): RequestHandler {
  return (request, response) => {
    const parsed = requestSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'jobId is missing');
    const faults = state.live.use('status');
    if (faults.includes('status-fails')) return refuse(response, 500, 'unknown error');
    if (faults.includes('status-throttled')) {
      response.set('retry-after', '1');
      return refuse(response, 429, 'too many requests');
    }
    response.json(statusOf(state, parsed.data.jobId));
  };
}
