import http from 'node:http';
import https from 'node:https';
import { PrintessTransportError } from './errors.js';

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
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/**
 * One POST over a connection of its own, never repeated, no redirect followed. Throws `PrintessTransportError`, which says
 * whether the request can have reached Printess; messages name the path, never the token or the body.
 */
export function call({ apiUrl, path, token, body, deadline, maySend = () => true }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    const open = () => {
      const url = new URL(apiUrl.replace(/\/+$/, '') + path);
      const payload = Buffer.from(JSON.stringify(body));
      const secure = url.protocol === 'https:';
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        // A reused socket that the peer has just closed would be one more answer that nobody knows.
        agent: false,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': payload.length,
          accept: 'application/json',
          connection: 'close',
        },
      });
      return { request, payload, connected: secure ? 'secureConnect' : 'connect' };
    };
    let opened: ReturnType<typeof open>;
    try {
      opened = open();
    } catch (cause) {
      // A token with a character that no header can hold, above all, or a body that is nested too deep to be written.
      const what = `POST ${path}: the request cannot be made; check the service token and the item.`;
      reject(new PrintessTransportError(what, { sent: false, cause }));
      return;
    }
    const { request, payload, connected } = opened;
    const fail = (what: string, cause?: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(new PrintessTransportError(`POST ${path}: ${what}`, { sent, cause }));
    };
    const timer = setTimeout(() => {
      fail(sent ? `no whole answer within ${deadline} ms.` : `no connection within ${deadline} ms.`);
    }, deadline);
    const done = (answer: Answer) => {
      clearTimeout(timer);
      resolve(answer);
    };

    request.on('socket', (socket) => {
      // Nothing is written before the connection stands: a process that was frozen meanwhile sends nothing late.
      socket.once(connected, () => {
        if (!maySend()) return fail('the time to send it was over when the connection stood.');
        sent = true;
        request.end(payload);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      fail(
        sent
          ? `the connection broke before the answer (${error.code ?? error.name}).`
          : `no connection (${error.code ?? error.name}).`,
        error,
      );
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES) fail(`the answer is larger than ${ANSWER_BYTES} bytes.`);
        else chunks.push(chunk);
      });
      response.on('end', () => {
        if (!response.complete) return fail('the answer was cut off.');
        done({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
      response.on('error', (error) => fail('the answer was cut off.', error));
    });
  });
}
