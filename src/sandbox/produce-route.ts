import type { Request, RequestHandler, Response } from 'express';
import { faultsOf, faultsText } from '../contract/faults.js';
import { acceptJob } from './accept-job.js';
import { refuse } from './refuse.js';
import { faultsOfTemplate, FAULTS, type FaultName } from './faults.js';
import { produceRequestSchema, unknownProperties } from './produce-request.js';
import { runJob } from './run-job.js';
import type { Job, SandboxState } from './state.js';

const LATE_ANSWER = 1_000;
const SLOW_ANSWER = 45_000;

/** POST /production/produce */
export function produceRoute(state: SandboxState): RequestHandler {
  return async (request, response) => {
    const parsed = produceRequestSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, faultsText(faultsOf(parsed.error)));
    const body = parsed.data;
    const unknown = unknownProperties(body);
    state.ledger.unknownProperties.push(...unknown);
    if (state.options.strict && unknown.length > 0) return refuse(response, 400, `Unknown: ${unknown.join(', ')}`);

    const live = [...state.live.use('answer'), ...state.live.use('callback'), ...state.live.use('render')];
    const faults = [...faultsOfTemplate(body.templateName), ...live];
    const fault = faults.find((name) => FAULTS[name].hook === 'answer');
    if (fault && refusedBy(fault, response)) return;
    if (fault === 'lose-request') return void request.socket.destroy();
    if (state.ledger.creditsUsed >= state.options.credits) return refuse(response, 402, 'insufficient funds');

    const job = acceptJob(state, body, faults);
    const entry = state.ledger.accepted.at(-1);
    response.once('finish', () => entry && (entry.answered = true));
    const life = runJob(state, job).catch(() => undefined);
    // An early callback is there before the answer; its life ends with the callback's delivery.
    if (faults.includes('early-callback')) await life;
    await answer(state, job, fault, request, response);
  };
}

function refusedBy(fault: FaultName, response: Response): boolean {
  switch (fault) {
    case 'error-500':
    case 'error-502':
    case 'error-504':
      refuse(response, Number(fault.slice('error-'.length)), 'unknown error');
      return true;
    case 'refuse':
      refuse(response, 406, 'the template has no document to print');
      return true;
    case 'unauthorized':
      refuse(response, 401, 'the token is not valid');
      return true;
    case 'forbidden':
      refuse(response, 403, 'the token may not produce');
      return true;
    case 'no-credits':
      refuse(response, 402, 'insufficient funds');
      return true;
    case 'throttle':
      response.set('retry-after', '1');
      refuse(response, 429, 'too many requests');
      return true;
    default:
      return false;
  }
}

/** The answer about an accepted job, as its fault wants it. */
async function answer(
  state: SandboxState,
  { jobId, orderId }: Job,
  fault: FaultName | undefined,
  request: Request,
  response: Response,
): Promise<void> {
  switch (fault) {
    case 'lose-answer':
      return void request.socket.destroy();
    case 'cut-answer':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 });
      response.write(`{"jobId":"${jobId.slice(0, 20)}`);
      setTimeout(() => request.socket.destroy(), 20);
      return;
    case 'late-answer':
      await new Promise((resolve) => setTimeout(resolve, LATE_ANSWER));
      break;
    case 'slow-answer':
      await Promise.race([
        new Promise((resolve) => setTimeout(resolve, SLOW_ANSWER).unref()),
        new Promise((resolve) => request.socket.once('close', resolve)),
        new Promise((resolve) => {
          state.closing.signal.addEventListener('abort', resolve);
        }),
      ]);
      break;
    case 'error-500-accepted':
    case 'error-502-accepted':
    case 'error-504-accepted':
      return refuse(response, Number(fault.slice(6, 9)), 'unknown error');
    case 'html-answer':
      return void response.type('html').send('<html><body>Service page of a proxy</body></html>');
    case 'no-job-id':
      return void response.json({ orderId });
    default:
  }
  if (!response.destroyed) response.json({ jobId, orderId });
}
