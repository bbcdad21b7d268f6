import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The name that the certificate is for: that of a namespace in Temporal Cloud. */
export const CLOUD_NAME = 'shop.a1b2c.tmprl.cloud';
export const API_KEY = 'api-key-that-must-stay-secret';

/** Certificates of one authority, and one of another that nobody trusts. */
export interface Certificates {
  folder: string;
  path: (name: 'ca' | 'client' | 'client-key' | 'stranger' | 'stranger-key') => string;
  server: { cert: Buffer; key: Buffer; ca: Buffer };
  remove: () => Promise<void>;
}

export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
  const path = (name: string) => join(folder, `${name}.pem`);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const authority = (name: string) =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${name}`, '-keyout', path(`${name}-key`), '-out', path(name)],
    );
  const signed = async (name: string, ca: string, extension: string) => {
    await writeFile(path(`${name}-ext`), extension);
    await openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', path(`${name}-key`), '-out', path(`${name}-csr`)],
    );
    await openssl(
      ...['x509', '-req', '-days', '2', '-in', path(`${name}-csr`), '-CA', path(ca), '-CAkey', path(`${ca}-key`)],
      ...['-CAcreateserial', '-extfile', path(`${name}-ext`), '-out', path(name)],
    );
  };
  await authority('ca');
  await authority('other-ca');
  await signed('server', 'ca', `subjectAltName=DNS:${CLOUD_NAME}`);
  await signed('client', 'ca', 'extendedKeyUsage=clientAuth');
  await signed('stranger', 'other-ca', 'extendedKeyUsage=clientAuth');
  return {
    folder,
    path,
    server: {
      cert: await readFile(path('server')),
      key: await readFile(path('server-key')),
      ca: await readFile(path('ca')),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface CloudDoor {
  address: string;
  close: () => Promise<void>;
}

/** gRPC: permission denied, unauthenticated. */
const [DENIED, UNAUTHENTICATED] = ['7', '16'];

/**
 * A door as Temporal Cloud has one, before a Temporal: TLS, and either a client's certificate or an API key; nobody makes or
 * lists search attributes through it.
 */
export async function openCloudDoor(
  upstream: string,
  { server: { cert, key, ca } }: Certificates,
  kind: 'mtls' | 'api-key',
): Promise<CloudDoor> {
  const inside = connect(`http://${upstream}`);
  inside.on('error', () => undefined);
  const mtls = kind === 'mtls' && { ca, requestCert: true, rejectUnauthorized: true };
  const door = createSecureServer({ cert, key, ...mtls });
  const sessions = new Set<{ destroy: () => void }>();
  door.on('session', (session) => sessions.add(session));
  door.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => undefined);
    const refuse = (status: string, message: string) => {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': message },
        { endStream: true },
      );
    };
    if (kind === 'api-key' && headers.authorization !== `Bearer ${API_KEY}`)
      return refuse(UNAUTHENTICATED, 'Request unauthorized.');
    const path = String(headers[':path']);
    if (path.startsWith('/temporal.api.operatorservice.')) return refuse(DENIED, 'Request unauthorized.');
    forward(stream, inside.request({ ...headers, ':authority': upstream, ':scheme': 'http' }));
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(door.address() as AddressInfo).port}`,
    async close() {
      inside.destroy();
      for (const session of sessions) session.destroy();
      await new Promise<void>((resolve) => door.close(() => resolve()));
    },
  };
}

function forward(stream: ServerHttp2Stream, request: ReturnType<ReturnType<typeof connect>['request']>): void {
  let trailers: IncomingHttpHeaders = {};
  request.on('error', () => stream.destroy());
  stream.on('close', () => request.destroy());
  request.on('trailers', (sent: IncomingHttpHeaders) => {
    trailers = sent;
  });
  request.on('response', (answer) => {
    if (stream.destroyed) return undefined;
    if (answer['grpc-status'] !== undefined) return stream.respond(answer, { endStream: true });
    stream.respond(answer, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    return request.pipe(stream);
  });
  stream.pipe(request);
}
