import type { RequestHandler } from 'express';
import { z } from 'zod';
import { refuse } from './refuse.js';
import { orderRow } from './result.js';
import type { Job, SandboxState } from './state.js';

const LAG = 5_000;

const filterSchema = z.looseObject({
  externalOrderId: z.string().nullish(),
  origin: z.string().nullish(),
  templateName: z.string().nullish(),
  isFinished: z.boolean().nullish(),
  isFailed: z.boolean().nullish(),
  take: z.number().int().min(0).nullish(),
  skip: z.number().int().min(0).nullish(),
});

/** POST /orders/list: the newest first, with filters, paging and the count of all that match. */
export function ordersRoute(state: SandboxState): RequestHandler {
  return (request, response) => {
    const parsed = filterSchema.safeParse(request.body ?? {});
    if (!parsed.success) return refuse(response, 400, 'filters of the wrong type');
    const faults = state.live.use('list');
    if (faults.includes('list-fails')) return refuse(response, 500, 'unknown error');
    if (faults.includes('list-throttled')) {
      response.set('retry-after', '1');
      return refuse(response, 429, 'too many requests');
    }
    const { take, skip } = parsed.data;
    const hidden = (job: Job) =>
      faults.includes('list-empty') ||
      job.faults.includes('list-empty') ||
      ((faults.includes('list-lag') || job.faults.includes('list-lag')) && Date.now() - job.createdOn.getTime() < LAG);
    const matching = [...state.jobs.values()].reverse().filter((job) => !hidden(job) && matches(job, parsed.data));
    const from = skip ?? 0;
    const page = matching.slice(from, from + (take ?? 100));
    response.json({ orders: page.map((job) => orderRow(state, job)), users: [], count: matching.length });
  };
}

function matches(job: Job, filter: z.infer<typeof filterSchema>): boolean {
  const same = (wanted: string | null | undefined, has: string | null | undefined) => wanted == null || wanted === has;
  const finished = job.state === 'succeeded' || job.state === 'failed';
  return (
    same(filter.externalOrderId, job.request.externalOrderId) &&
    same(filter.origin, job.request.origin) &&
    same(filter.templateName, job.request.templateName) &&
    (filter.isFinished == null || filter.isFinished === finished) &&
    (filter.isFailed == null || filter.isFailed === (job.state === 'failed'))
  );
}
