import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

const DEADLINE_MS = 2_000;

/** What of a connection's TLS settings decides whether both sides take each other's certificates. */
interface TlsSettings {
  serverNameOverride?: string | undefined;
  serverRootCACertificate?: Uint8Array | undefined;
  clientCertPair?: { crt: Uint8Array; key: Uint8Array } | undefined;
}

/**
 * Why no gRPC connection came about, and what to set: the SDK's clients tell a wrong certificate from a closed port by
 * nothing. Undefined where a connection as such is no problem, or takes too long.
 */
export async function whyUnreachable(address: string, tls: unknown): Promise<string | undefined> {
  const [, host = 'localhost', port = '7233'] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const settings: TlsSettings | undefined = tls ? (typeof tls === 'object' ? tls : {}) : undefined;
  const error = await failureOf(host, Number(port), settings);
  if (!error) return undefined;
  const { code = '', message } = error;
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND') return `there is no host ${host}`;
  if (!settings) return message;
  if (/CERT|ISSUER|SIGNED|ALTNAME/i.test(code) && !/ALERT/.test(code))
    return (
      `its certificate is not taken (${message.replace(/\.$/, '')}): see TEMPORAL_TLS_SERVER_NAME and ` +
      'TEMPORAL_TLS_SERVER_CA_CERT_PATH'
    );
  if (/ALERT|ECONNRESET|EPIPE|closed/.test(`${code} ${message}`))
    return 'it takes no TLS connection of ours: see TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH';
  return message;
}

/** A first step of the connection, made again by hand. */
function failureOf(
  host: string,
  port: number,
  tls: TlsSettings | undefined,
): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const done = (error?: NodeJS.ErrnoException) => {
      clearTimeout(late);
      socket.destroy();
      resolve(error);
    };
    const socket = tls
      ? connectTls({
          host,
          port,
          ALPNProtocols: ['h2'],
          servername: tls.serverNameOverride ?? host,
          ...(tls.serverRootCACertificate && { ca: Buffer.from(tls.serverRootCACertificate) }),
          ...(tls.clientCertPair && {
            cert: Buffer.from(tls.clientCertPair.crt),
            key: Buffer.from(tls.clientCertPair.key),
          }),
        })
      : connectTcp({ host, port });
    const late = setTimeout(done, DEADLINE_MS, undefined);
    socket.on('error', done);
    // Whether a certificate of ours is taken is told after the handshake: by the peer's first word, or its leaving.
    if (tls) socket.once('data', () => done()).once('close', () => done(new Error('closed')));
    else socket.once('connect', () => done());
  });
}
