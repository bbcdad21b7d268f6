import http from 'node:http';
import https from 'node:https';
import { networkWords } from './network-words.js';
import { proxyAgent } from './proxy-agent.js';

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

/**
 * One HTTP request over a connection of its own, by the proxy of the environment perhaps: never repeated, no redirect
 * followed, whatever the port (`fetch` refuses some 80 of them). Throws `ExchangeError`.
 */
export function exchange(options: Exchange): Promise<Exchanged> {
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
    const fail = (what: string, cause?: unknown) => {
      end();
      request.destroy();
      reject(new ExchangeError(what, { sent, cause }));
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

    request.on('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', connected));
    request.on('error', (error: NodeJS.ErrnoException) => {
      const why = networkWords(error);
      fail(sent ? `the connection broke before the answer: ${why}.` : `no connection${by}: ${why}.`, error);
    });
    request.on('response', (response) => {
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

function open({ method, url, headers, payload }: Exchange) {
  const isSecure = url.protocol === 'https:';
  const proxy = proxyAgent(url);
  const request = (isSecure ? https : http).request(url, {
    method,
    // A reused socket that the peer has just closed would be one more answer that nobody knows.
    agent: proxy ?? false,
    headers: { ...headers, ...(payload && { 'content-length': payload.length }), connection: 'close' },
  });
  return { request, isSecure, by: proxy ? ' by the proxy of HTTPS_PROXY' : '' };
}
