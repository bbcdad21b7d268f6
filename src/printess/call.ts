import http from 'node:http';
import { PrintessTransportError } from './errors.js';
import { exchange, ExchangeError } from './exchange.js';

/** Bytes of an answer that we are ready to read; the longest lists of files stay far below. */
const ANSWER_BYTES = 16_000_000;

export interface Call {
  /** Base URL of the API; plain http for loopback addresses only, which the configuration checks. */
  apiUrl: string;
  /** Such as `/production/produce`. */
  path: string;
  token: string;
  body: unknown;
  /** Milliseconds from the first packet to the last byte of the answer. */
  deadline: number;
  /** Asked when the connection stands, right before the first byte: false ends the call as not sent. Absent: true. */
  maySend?: (() => boolean) | undefined;
  /** It is free and changes nothing: it may go over a kept connection, and twice. Never set for a call that costs credits. */
  isQuestion?: boolean;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/**
 * One POST, never repeated and over a connection of its own unless it is a question; no redirect followed. Throws
 * `PrintessTransportError`, which says whether the request can have reached Printess; messages name the path, never the
 * token or the body.
 */
export async function call({ apiUrl, path, token, body, deadline, maySend, isQuestion }: Call): Promise<Answer> {
  const { url, authorization, payload } = prepare();
  try {
    const {
      status,
      headers,
      body: bytes,
    } = await exchange({
      method: 'POST',
      url,
      headers: {
        authorization,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      payload,
      deadline,
      answerBytes: ANSWER_BYTES,
      maySend,
      isQuestion,
    });
    return { status, headers, text: bytes.toString('utf8') };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    throw new PrintessTransportError(`POST ${path}: ${error.message}`, { sent: error.sent, cause: error.cause });
  }

  function prepare() {
    try {
      const authorization = `Bearer ${token}`;
      http.validateHeaderValue('authorization', authorization);
      return {
        authorization,
        url: new URL(apiUrl.replace(/\/+$/, '') + path),
        payload: Buffer.from(JSON.stringify(body)),
      };
    } catch (cause) {
      // A token with a character that no header can hold, above all, or a body that is nested too deep to be written.
      const what = `POST ${path}: the request cannot be made; check the service token and the item.`;
      throw new PrintessTransportError(what, { sent: false, cause });
    }
  }
}
