import type * as z from 'zod';
import type { ProduceAnswer } from '../contract/answer.js';
import { issuesText } from '../contract/issues.js';
import { call, type Answer } from './call.js';
import { PrintessApiError, PrintessTransportError } from './errors.js';
import { jsonOf } from './json-of.js';
import { outsideText } from './outside-text.js';
import { produceAnswer, produceFailed } from './produce-answer.js';
import { retryAfter } from './retry-after.js';
import { scrub } from './scrub.js';
import {
  readWire,
  wireErrorSchema,
  wireOrdersSchema,
  wireStatusSchema,
  type ListFilter,
  type ProduceBody,
  type WireOrders,
  type WireStatus,
} from './wire.js';

export interface PrintessClientOptions {
  apiUrl: string;
  /** Read at each call, so that a token replaced in its file is used by the next one. */
  token: () => Promise<string>;
}

/** The calls of the Printess Backend API that we make; deadlines in milliseconds. */
export interface PrintessClient {
  /**
   * One call, never repeated; whatever happens is an answer. `maySend` is asked when the connection stands, right before
   * the first byte.
   */
  produce(body: ProduceBody, deadline: number, maySend?: () => boolean): Promise<ProduceAnswer>;
  /** Throws, as the other questions do, `PrintessTransportError` or `PrintessApiError`. */
  jobStatus(jobId: string, deadline: number): Promise<WireStatus>;
  listOrders(filter: ListFilter, deadline: number): Promise<WireOrders>;
  /** A call that costs nothing and changes nothing, by its path; its JSON as it came. */
  free(path: string, body: object, deadline: number): Promise<unknown>;
}

export function createPrintessClient({ apiUrl, token }: PrintessClientOptions): PrintessClient {
  const free = async (path: string, body: unknown, deadline: number) =>
    jsonOf(
      await question(path, token, (secret) => call({ apiUrl, path, token: secret, body, deadline, isQuestion: true })),
    );
  const ask = async <S extends z.ZodObject>(path: string, body: unknown, deadline: number, schema: S) => {
    const read = readWire(schema, await free(path, body, deadline));
    if (!read.ok)
      throw new PrintessApiError(`POST ${path}: 200 with an answer that cannot be read: ${issuesText(read.issues)}`);
    return read.value;
  };

  return {
    async produce(body, deadline, maySend) {
      let secret: string;
      try {
        secret = await token();
      } catch (error) {
        const message = `No service token to call produce with: ${error instanceof Error ? error.message : String(error)}`;
        return { kind: 'held', reason: 'unauthorized', message, produceCalls: 0 };
      }
      try {
        const answer = await call({ apiUrl, path: '/production/produce', token: secret, body, deadline, maySend });
        const callbackToken = body.callbackUrl.split('/').at(-1) ?? '';
        return produceAnswer(answer, [secret, body.callbackUrl, callbackToken]);
      } catch (error) {
        if (error instanceof PrintessTransportError) return produceFailed(error);
        throw error;
      }
    },
    jobStatus: (jobId, deadline) => ask('/production/status/get', { jobId }, deadline, wireStatusSchema),
    free,
    listOrders: (filter, deadline) => ask('/orders/list', filter, deadline, wireOrdersSchema),
  };
}

/** The text of a 200; anything else is thrown. */
async function question(
  path: string,
  token: () => Promise<string>,
  send: (secret: string) => Promise<Answer>,
): Promise<string> {
  const secret = await token().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : 'it cannot be read';
    throw new PrintessTransportError(`POST ${path}: no service token: ${why}.`, { sent: false, cause });
  });
  const answer = await send(secret);
  const { status, headers, text } = answer;
  if (status === 200) return text;
  const read = readWire(wireErrorSchema, jsonOf(text));
  const said = read.ok ? outsideText(scrub(read.value.m ?? '', [secret])) : '';
  const message = `POST ${path}: ${status}${said ? `, Printess says: ${said}` : ''}.`;
  throw new PrintessApiError(message, { status, retryAfterMs: retryAfter(headers['retry-after']) });
}
