import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { isAllowedUrl, isLoopback } from '../printess/file-hosts.js';
import { fileUrl } from '../printess/file-url.js';
import { networkWords } from '../printess/network-words.js';
import { isOwn, isPublic } from './address.js';
import { FileError } from './file-error.js';

export interface OpenUrl {
  /** Hosts that files may lie on, as FILE_HOSTS has them. */
  hosts: readonly string[];
  signal: AbortSignal;
  /** Milliseconds until the answer begins. */
  answerMs: number;
  /** How names are looked up; the system's way if absent. */
  lookup?: typeof systemLookup | undefined;
}

/** Statuses by which a store says that it will not give the file, now or ever: it has expired, or is deleted. */
const GONE = [401, 403, 404, 410];

/**
 * The body of a file's URL, which nobody has to trust: https (http for this machine alone), a host of the list, an address of
 * the Internet that is checked when the connection is made (so that a name cannot turn meanwhile), no redirect, and no
 * header that tells who asks. Throws `FileError`.
 */
export async function openUrl(
  text: string,
  { hosts, signal, answerMs, lookup }: OpenUrl,
): Promise<http.IncomingMessage> {
  const kept = fileUrl(text);
  if (kept === undefined || !isAllowedUrl(kept, hosts))
    throw new FileError('not-allowed', 'Its URL is not https on one of the hosts of FILE_HOSTS.');
  const url = new URL(kept);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const mayBe = isLoopback(url.hostname) ? isOwn : isPublic;
  if (isIP(host) && !mayBe(host)) throw notPublic();

  const agent = await agentOf(url);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      agent,
      headers: { 'accept-encoding': 'identity', connection: 'close' },
      lookup: guarded(mayBe, lookup),
      signal,
    });
    const timer = setTimeout(
      () => request.destroy(new FileError('failed', `The host did not answer within ${answerMs} ms.`)),
      answerMs,
    );
    request.once('close', () => clearTimeout(timer));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(signal.reason as Error);
      reject(
        error instanceof FileError ? error : new FileError('failed', `No connection: ${networkWords(error)}.`, error),
      );
    });
    request.on('response', (response) => {
      clearTimeout(timer);
      const why = refusal(response);
      if (!why) return resolve(response);
      response.on('error', () => undefined);
      reject(why);
      request.destroy();
    });
    request.end();
  });
}

const notPublic = () => new FileError('not-allowed', 'Its host has an address that is not of the Internet.');

function refusal({ statusCode: status = 0, headers }: http.IncomingMessage): FileError | undefined {
  if (status >= 300 && status < 400)
    return new FileError(
      'not-allowed',
      `The host answered ${status}: it sends on to another place, which is not followed.`,
    );
  if (GONE.includes(status))
    return new FileError(
      'gone',
      `The host answered ${status}: the file is not there any more, or its URL has expired.`,
    );
  if (status !== 200) return new FileError('failed', `The host answered ${status}.`);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return new FileError('failed', 'The host sends the file encoded, though it was asked not to.');
  return undefined;
}

/** Looks names up, and gives back only addresses that may be connected to: what is checked is what is used. */
function guarded(
  mayBe: (address: string) => boolean,
  lookup: typeof systemLookup = systemLookup,
): NonNullable<http.RequestOptions['lookup']> {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      // Where it fails the system gives no list.
      const addresses = error ? [] : found;
      const [first] = addresses;
      if (error || !first) return callback(error ?? new Error('no address'), '', 0);
      if (!addresses.every(({ address }) => mayBe(address))) return callback(notPublic(), '', 0);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** Loaded where the environment names a proxy at all: a shop's client package does not bring what it needs. */
async function agentOf(url: URL): Promise<http.Agent | false> {
  if (!Object.keys(process.env).some((name) => /_proxy$/i.test(name))) return false;
  const { proxyAgent } = await import('../printess/proxy-agent.js').catch((cause: unknown) => {
    const remedy = 'install https-proxy-agent and proxy-from-env beside this package, or unset it';
    throw new FileError('failed', `The environment names a proxy: ${remedy}.`, cause);
  });
  return proxyAgent(url) ?? false;
}
