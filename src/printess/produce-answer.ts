import type { ProduceAnswer } from '../contract/answer.js';
import type { Answer } from './call.js';
import type { PrintessTransportError } from './errors.js';
import { outsideText } from './outside-text.js';
import { jsonOf } from './json-of.js';
import { retryAfter } from './retry-after.js';
import { scrub } from './scrub.js';
import { readWire, wireErrorSchema, wireProducedSchema } from './wire.js';

/** Every answer of /production/produce, in one place: what it means for money. Messages hold none of `secrets`. */
export function produceAnswer({ status, headers, text }: Answer, secrets: readonly string[]): ProduceAnswer {
  const said = printessSaid(status, text, secrets);
  const produceCalls = 1;
  if (status === 200) return accepted(text);
  if (status === 401 || status === 403) return { kind: 'held', reason: 'unauthorized', message: said, produceCalls };
  if (status === 402) return { kind: 'held', reason: 'insufficient-funds', message: said, produceCalls };
  if (status === 429) {
    const retryAfterMs = retryAfter(headers['retry-after']);
    return {
      kind: 'held',
      reason: 'unreachable',
      message: said,
      produceCalls,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'refused', message: said, produceCalls };
  return { kind: 'ambiguous', message: said, produceCalls };
}

/** A produce call without a whole answer: only one that never left us is known not to be paid. */
export function produceFailed(failure: PrintessTransportError): ProduceAnswer {
  return failure.sent
    ? { kind: 'ambiguous', message: failure.message, produceCalls: 1 }
    : { kind: 'not-sent', message: failure.message, produceCalls: 0 };
}

function accepted(text: string): ProduceAnswer {
  const read = readWire(wireProducedSchema, jsonOf(text));
  if (!read.ok)
    return {
      kind: 'ambiguous',
      message: 'POST /production/produce: 200 with an answer that names no job.',
      produceCalls: 1,
    };
  const { jobId, orderId } = read.value;
  return { kind: 'accepted', jobId, ...(orderId && { printessOrderId: orderId }), produceCalls: 1 };
}

function printessSaid(status: number, text: string, secrets: readonly string[]): string {
  const read = readWire(wireErrorSchema, jsonOf(text));
  const message = read.ok ? outsideText(scrub(read.value.m ?? '', secrets)) : '';
  const code = read.ok && isCode(read.value.c) ? ` (code ${String(read.value.c)})` : '';
  return `POST /production/produce: ${status}${code}${message ? `, Printess says: ${message}` : ''}.`;
}

const isCode = (code: unknown): boolean => Number.isSafeInteger(code);
