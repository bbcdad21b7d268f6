import type { Config } from '../../config.js';
import { callbackUrl, mintToken } from '../../printess/callback-token.js';
import { exchange, ExchangeError } from '../../printess/exchange.js';
import { fault, ok, type Finding } from './check.js';

const WHAT = 'callback endpoint';
const CALLBACK_DEADLINE_MS = 10_000;

/** Whether the public URL leads to our endpoint, with our keys. It sees a token that is right and a body that is not. */
export async function checkCallback({ CALLBACK_BASE_URL: base, CALLBACK_KEYS: keys }: Config): Promise<Finding> {
  if (base === undefined || !keys) return fault(WHAT, 'CALLBACK_BASE_URL or CALLBACK_KEYS is missing.');
  const token = mintToken(keys, { shop: 'default', orderId: 'doctor', itemId: 'doctor', generation: 1 });
  const answer = await exchange({
    method: 'POST',
    url: new URL(callbackUrl(base, token)),
    headers: { 'content-type': 'text/plain' },
    payload: Buffer.from('doctor'),
    deadline: CALLBACK_DEADLINE_MS,
    answerBytes: 0,
  }).catch((error: unknown) => {
    if (error instanceof ExchangeError) return error.message;
    throw error;
  });
  if (typeof answer === 'string') {
    const remedy = 'start "printess-production server", and have DNS, TLS and the proxy lead there.';
    return fault(WHAT, `Nothing answers at ${base} (${answer.replace(/\.$/, '')}): ${remedy}`);
  }
  const { status } = answer;
  if (status === 415) return ok(WHAT, `${base} leads to our endpoint, with these keys`);
  if (status === 404)
    return fault(
      WHAT,
      `${base} answers, but does not know our URLs: set the same CALLBACK_KEYS there, and proxy /callbacks/.`,
    );
  return fault(WHAT, `${base} answered ${status}: does something in between redirect, or ask for a login?`);
}
