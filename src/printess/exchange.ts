import http from 'node:http';
import https from 'node:https';
import { agentFor } from './agent-for.js';
import { networkWords } from './network-words.js';

export interface Exchange {
  method: 'POST' | 'GET' | 'HEAD';
  url: URL;
  headers?: http.OutgoingHttpHeaders;
  payload?: Buffer;
  /** Milliseconds from the first packet to the last byte of the answer. */
  deadline: number;
  /** Bytes of the answer that one is ready to read; 0: its status and headers are the answer. */
  answerBytes: number;
  /** Asked when the connection stands, right before the first byte: false ends it as not sent. Absent: true. */
  maySend?: (() => boolean) | undefined;
  /**
   * It is free and changes nothing, so that it may be sent twice: over a kept connection, and again over one of its own
   * where that turns out to be dead. Absent: one connection of its own, one request.
   */
  isQuestion?: boolean | undefined;
}

export interface Exchanged {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** Why there is no answer. The message is a sentence without the URL, which may hold a secret. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  /** Whether the request can have reached its receiver. */
  readonly sent: boolean;

  constructor(message: string, { sent, cause }: { sent: boolean; cause?: unknown }) {
    super(message, { cause });
    this.sent = sent;
  }
}

/** A kept connection that its peer had closed meanwhile, or was about to: nothing of an answer has come. */
class DeadConnection extends ExchangeError {}

/**
 * One HTTP request, by the proxy of the environment perhaps: no redirect followed, whatever the port (`fetch` refuses
 * some 80 of them). It is never repeated, but for a question whose kept connection was dead. Throws `ExchangeError`.
 */
export async function exchange(options: Exchange): Promise<Exchanged> {
  const end = performance.now() + options.deadline;
  try {
    return await exchangeOnce(options);
  } catch (error) {
    const deadline = Math.floor(end - performance.now());
    if (!(error instanceof DeadConnection) || deadline <= 0) throw error;
    return exchangeOnce({ ...options, isQuestion: false, deadline });
  }
}

function exchangeOnce(options: Exchange): Promise<Exchanged> {
  const { payload, deadline, answerBytes, maySend = () => true } = options;
  return new Promise((resolve, reject) => {
    let [sent, over] = [false, false];
    let opened: ReturnType<typeof open>;
    try {
      opened = open(options);
    } catch (cause) {
      reject(new ExchangeError('the request cannot be made.', { sent, cause }));
      return;
    }
    const { request, isSecure, by } = opened;
    const end = () => {
      over = true;
      clearTimeout(timer);
    };
    const fail = (what: string, cause?: unknown, Failure = ExchangeError) => {
      end();
      request.destroy();
      reject(new Failure(what, { sent, cause }));
    };
    const timer = setTimeout(() => {
      fail(sent ? `no whole answer within ${deadline} ms.` : `no connection${by} within ${deadline} ms.`);
    }, deadline);
    const done = (answer: Exchanged) => {
      end();
      resolve(answer);
    };
    // Nothing is written before the connection stands: a process that was frozen meanwhile sends nothing late.
    const connected = () => {
      if (over) return;
      if (!maySend()) return fail('the time to send it was over when the connection stood.');
      sent = true;
      request.end(payload);
    };

    let isAnswered = false;
    request.on('socket', (socket) => {
      if (request.reusedSocket) connected();
      else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const why = networkWords(error);
      const Failure = request.reusedSocket && !isAnswered ? DeadConnection : ExchangeError;
      fail(sent ? `the connection broke before the answer: ${why}.` : `no connection${by}: ${why}.`, error, Failure);
    });
    request.on('response', (response) => {
      isAnswered = true;
      const { statusCode: status = 0, headers } = response;
      // A proxy's word, to a request that has not left.
      if (!sent) return fail(`no connection${by}: it answered ${status}.`);
      if (answerBytes === 0) {
        done({ status, headers, body: Buffer.alloc(0) });
        response.on('error', () => undefined);
        return request.destroy();
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytes) fail(`the answer is larger than ${answerBytes} bytes.`);
        else chunks.push(chunk);
      });
      response.on('end', () => {
        if (!response.complete) return fail('the answer was cut off.');
        done({ status, headers, body: Buffer.concat(chunks) });
      });
      response.on('error', (error) => fail('the answer was cut off.', error));
    });
  });
}

function open({ method, url, headers, payload, isQuestion = false }: Exchange) {
  const isSecure = url.protocol === 'https:';
  const { agent, byProxy } = agentFor(url, isQuestion ? 'kept' : 'own');
  const request = (isSecure ? https : http).request(url, {
    method,
    agent,
    headers: {
      ...headers,
      ...(payload && { 'content-length': payload.length }),
      // A reused connection that the peer has just closed would be one more answer that nobody knows.
      ...(!isQuestion && { connection: 'close' }),
    },
  });
  return { request, isSecure, by: byProxy ? ' by the proxy of HTTPS_PROXY' : '' };
}
