import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './endpoint.js';
import type { FaultName } from './faults.js';
import { refuse, throttle } from './refuse.js';
import type { Job, SandboxState } from './state.js';

const LATE_ANSWER = 1_000;
const SLOW_ANSWER = 45_000;

/** Whether the fault keeps the call from being accepted; it is answered then, or its connection is reset. */
export function refusedBy(fault: FaultName, { request, response }: Exchange): boolean {
  switch (fault) {
    case 'lose-request':
      request.socket.destroy();
      return true;
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
      throttle(response, 1);
      return true;
    default:
      return false;
  }
}

/** The answer about an accepted job, as its fault wants it; undefined where that has answered by itself. */
export async function faultyAnswer(
  { closing }: SandboxState,
  { jobId, orderId }: Job,
  fault: FaultName,
  { request, response }: Exchange,
): Promise<{ jobId: string; orderId: string } | undefined> {
  switch (fault) {
    case 'lose-answer':
      request.socket.destroy();
      return undefined;
    case 'cut-answer':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 });
      response.write(`{"jobId":"${jobId.slice(0, 20)}`);
      setTimeout(() => request.socket.destroy(), 20);
      return undefined;
    case 'late-answer':
      await sleep(LATE_ANSWER);
      break;
    case 'slow-answer': {
      const gone = new AbortController();
      request.socket.once('close', () => gone.abort());
      const signal = AbortSignal.any([gone.signal, closing.signal]);
      await sleep(SLOW_ANSWER, undefined, { signal, ref: false }).catch(() => undefined);
      break;
    }
    case 'error-500-accepted':
    case 'error-502-accepted':
    case 'error-504-accepted':
      return refuse(response, Number(fault.slice(6, 9)), 'unknown error');
    case 'html-answer':
      response.type('html').send('<html><body>Service page of a proxy</body></html>');
      return undefined;
    case 'no-job-id':
      response.json({ orderId });
      return undefined;
    default:
  }
  return response.destroyed ? undefined : { jobId, orderId };
}
