import { Connection, isGrpcServiceError, type ConnectionOptions } from '@temporalio/client';

const DEADLINE_MS = 2_000;
/** gRPC: deadline exceeded. */
const TOO_LATE = 4;
/** No retries, and no connection that waits since another has failed. */
const ONE_TRY = { interceptors: [], channelArgs: { 'grpc.use_local_subchannel_pool': 1 } };

/** Why there is no connection. */
export interface Reason {
  /** As gRPC or OpenSSL say it, without a full stop. */
  said: string;
  /** What to set, where the reason tells. */
  remedy?: string | undefined;
  /** gRPC's number of the failure, where it came so far. */
  code?: number;
}

/**
 * Why no connection came about: the errors of neither SDK tell it, so it is asked for by one call without retries, for 2
 * seconds. Undefined where that call is answered.
 */
export async function whyUnreachable(options: ConnectionOptions): Promise<Reason | undefined> {
  try {
    const connection = Connection.lazy({ ...options, ...ONE_TRY });
    try {
      await connection.withDeadline(Date.now() + DEADLINE_MS, () => connection.workflowService.getSystemInfo({}));
      return undefined;
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!isGrpcServiceError(error)) return ownReason(error);
    const [, last = error.details] = /Last error: (?:Error: )?(.*?)\.? Resolution note/s.exec(error.details) ?? [];
    const [, opensslWords] = /:SSL routines:[^:]*:([^:]+)/.exec(last) ?? [];
    const said = opensslWords === undefined ? last.trim() : `TLS: ${opensslWords}`;
    const code: number = error.code;
    return { ...inWords(said, code === TOO_LATE, Boolean(options.tls ?? options.apiKey)), code };
  }
}

/** What this side could not even send. An error that quotes what it was to send, an API key perhaps, is not repeated. */
function ownReason(error: unknown): Reason | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/illegal characters/.test(error.message))
    return { said: 'TEMPORAL_API_KEY cannot be sent: it has to be one line' };
  const isOfTls = 'code' in error && /^ERR_(OSSL|SSL|TLS|CRYPTO)_/.test(String(error.code));
  return isOfTls ? { said: `TLS: ${error.message}` } : undefined;
}

const OUR_CERTIFICATE = 'See TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.';

/**
 * A refused certificate is told in TLS 1.3 after the handshake, and then the connection ends: which of both is read first
 * is chance, on one machine ten times out of ten the end.
 */
const ENDED_FROM_THERE = /^Failed to connect|ECONNRESET|EPIPE|socket hang up|disconnected before secure/;

function inWords(said: string, isTooLate: boolean, isTls: boolean): Pick<Reason, 'said' | 'remedy'> {
  if (isTooLate) return { said: 'something listens there, and says nothing' };
  if (said.includes('ECONNREFUSED')) return { said: `nothing listens there (${said})` };
  if (said.includes('ENOTFOUND')) return { said: `there is no such host (${said})` };
  if (ENDED_FROM_THERE.test(said))
    return isTls
      ? { said: 'it ends our TLS connection', remedy: OUR_CERTIFICATE }
      : { said: 'it ends the connection: set TEMPORAL_TLS=true where it wants TLS' };
  if (/alert/.test(said)) return { said, remedy: OUR_CERTIFICATE };
  if (/certificate|altnames/i.test(said))
    return { said, remedy: 'See TEMPORAL_TLS_SERVER_NAME and TEMPORAL_TLS_SERVER_CA_CERT_PATH.' };
  return { said };
}
