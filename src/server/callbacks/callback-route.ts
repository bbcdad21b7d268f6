import type { RequestHandler } from 'express';
import type { CallbackReport } from '../../contract/outcome.js';
import { workflowId } from '../../contract/workflow-id.js';
import { filesAllowed } from '../../printess/file-hosts.js';
import { fitOutcome } from '../../printess/fit-files.js';
import { readCallback, type ReadCallback } from '../../printess/to-outcome.js';
import type { CallbackTarget } from '../../printess/callback-token.js';
import type { CallbackAnswer } from './callback-metrics.js';
import type { CallbackLocals } from './callback-locals.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import { createForwarding, type Candidate, type Forwarding } from './forwarding.js';

/** The last rungs: what the body says becomes a signal, once; 200 only after Temporal has accepted it. */
export function callbackRoute(deps: CallbacksDeps): RequestHandler<{ token: string }> {
  const forwarding = createForwarding();
  return async (request, response) => {
    const answer = await forward(deps, forwarding, response.locals as CallbackLocals, request.body);
    deps.metrics.answered(answer);
    response.status(200).end();
  };
}

async function forward(
  deps: CallbacksDeps,
  forwarding: Forwarding,
  { target, bodyDigest }: CallbackLocals,
  body: unknown,
): Promise<CallbackAnswer> {
  const read = readCallback(body);
  if (read.ok && !read.final) return 'news';
  const news = toNews(target, read, deps.fileHosts);
  const candidate = toCandidate(target, news, bodyDigest);
  if (!forwarding.allows(candidate)) return 'repeated';

  let signalled = await deps.signal(target, news);
  if (signalled === 'too-large' && news.outcome)
    signalled = await deps.signal(target, { ...news, outcome: fitOutcome(news.outcome, 0) });
  forwarding.forwarded(candidate);
  if (signalled === 'gone') return 'gone';
  return news.outcome ? 'forwarded' : 'unreadable';
}

/** News without an outcome: it could not be understood, or names files off the allowed hosts; the order looks for itself. */
function toNews(
  { itemId, generation }: CallbackTarget,
  read: ReadCallback,
  fileHosts: readonly string[],
): CallbackReport {
  if (!read.ok || !read.final || !filesAllowed(read.outcome, fileHosts)) return { itemId, generation };
  const { jobId, printessOrderId } = read;
  const outcome = fitOutcome(read.outcome);
  return { itemId, generation, jobId, ...(printessOrderId !== undefined && { printessOrderId }), outcome };
}

function toCandidate(target: CallbackTarget, news: CallbackReport, bodyDigest: string): Candidate {
  const { shop, orderId, itemId, generation } = target;
  return {
    order: workflowId(shop, orderId),
    item: `${itemId}/${generation}`,
    sameness: news.outcome ? bodyDigest : 'unreadable',
    final: news.outcome !== undefined,
  };
}
