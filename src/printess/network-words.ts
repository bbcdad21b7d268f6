const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it was cut',
  EPIPE: 'it was cut',
  ENOTFOUND: 'the host’s name is not known',
  EAI_AGAIN: 'the host’s name cannot be looked up now',
  ETIMEDOUT: 'the host did not answer in time',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'the host’s certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the host’s certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the host’s certificate is signed by somebody who is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the host’s certificate is signed by somebody who is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the host’s certificate is for another name',
};

/** Why a connection failed, for people; Node's code where there are no words for it. */
export function networkWords({ code, name }: NodeJS.ErrnoException): string {
  return (code !== undefined && Object.hasOwn(WORDS, code) ? WORDS[code] : code) ?? name;
}
