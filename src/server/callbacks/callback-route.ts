import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { REPORT_FILES_BYTES } from '../../contract/limits.js';
import type { CallbackReport } from '../../contract/outcome.js';
import { readJson } from '../../contract/read-json.js';
import { workflowId } from '../../contract/workflow-id.js';
import type { CallbackTarget } from '../../printess/callback-token.js';
import { filesAllowed } from '../../printess/file-hosts.js';
import { readCallback, type ReadCallback } from '../../printess/to-outcome.js';
import { filesBytes, withoutFiles } from '../../printess/without-files.js';
import { takeTurn } from '../take-turn.js';
import type { CallbackAnswer } from './answer-record.js';
import type { CallbackLocals } from './callback-locals.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import { createForwarding, type Forwarding } from './forwarding.js';

/** Values of a callback's JSON; one with 2,000 files has 6,000. */
const VALUES = 100_000;

/** The last rungs: what the body says becomes a signal, once; 200 only after Temporal has accepted it. */
export function callbackRoute(deps: CallbacksDeps): RequestHandler<{ token: string }> {
  const forwarding = createForwarding();
  return async (request, response) => {
    const { target } = response.locals as CallbackLocals;
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    await takeTurn(bytes.length);
    const { answer, jobId } = await forward(deps, forwarding, target, bytes);
    deps.answered(answer, { ...target, jobId });
    response.status(answer === 'bad-body' ? 400 : 200).end();
  };
}

async function forward(
  { fileHosts, signal }: CallbacksDeps,
  forwarding: Forwarding,
  target: CallbackTarget,
  body: Buffer,
): Promise<{ answer: CallbackAnswer; jobId?: string | undefined }> {
  const callback = {
    order: workflowId(target.shop, target.orderId),
    item: `${target.itemId}/${target.generation}`,
    sameness: createHash('sha256').update(body).digest('base64url'),
  };
  const settled = await forwarding.isSettled(callback);
  if (settled) return { answer: settled };

  const json = readJson(body, { values: VALUES });
  if (!json.ok && json.why === 'not-json') return { answer: 'bad-body' };
  const read = json.ok ? readCallback(json.value) : { ok: false as const, issues: [] };
  const jobId = read.ok ? read.jobId : undefined;
  if (read.ok && !read.final) return { answer: 'progress', jobId };
  const report = toReport(target, read, fileHosts);
  const candidate = {
    ...callback,
    ...(!report.outcome && { sameness: 'unreadable' }),
    final: report.outcome !== undefined,
    bytes: Buffer.byteLength(JSON.stringify(report)),
  };
  const end = await forwarding.forward(candidate, async (whole) => {
    const signalled = await signal(target, whole ? report : cut(report));
    return signalled === 'too-large' ? signal(target, cut(report)) : signalled;
  });
  if (end === 'repeated' || end === 'limited' || end === 'gone') return { answer: end, jobId };
  return { answer: report.outcome ? 'forwarded' : 'unreadable', jobId };
}

/**
 * A report without an outcome could not be understood, or names files off the allowed hosts: the order asks for the
 * job's status itself. It does so too for a list of files that is too long for a report.
 */
function toReport(
  { itemId, generation }: CallbackTarget,
  read: ReadCallback,
  fileHosts: readonly string[],
): CallbackReport {
  if (!read.ok || !read.final || !filesAllowed(read.outcome, fileHosts)) return { itemId, generation };
  const { jobId, printessOrderId, outcome } = read;
  const report = { itemId, generation, jobId, ...(printessOrderId !== undefined && { printessOrderId }), outcome };
  return outcome.kind === 'succeeded' && filesBytes(outcome) > REPORT_FILES_BYTES ? cut(report) : report;
}

function cut(report: CallbackReport): CallbackReport {
  return report.outcome?.kind === 'succeeded' && !report.outcome.filesOmitted
    ? { ...report, outcome: withoutFiles(report.outcome) }
    : report;
}
