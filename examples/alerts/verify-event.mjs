import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/** Verifies events as Standard Webhooks (https://www.standardwebhooks.com). Throws where there is no usable secret. */
export function eventVerifier(secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (!secret.startsWith('whsec_') || key.length < 24)
    throw new Error('EVENTS_SECRET must be whsec_ and base64 of 24 bytes or more.');

  /** The event; undefined where it is not to be believed. */
  return (headers, body) => {
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers;
    const age = Math.abs(Date.now() / 1000 - Number(time));
    if (!id || !/^\d+$/.test(time ?? '') || age > TOLERANCE_SECONDS) return undefined;
    const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`);
    const isSigned = signatures.split(' ').some((one) => {
      const given = Buffer.from(one);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isSigned ? JSON.parse(body) : undefined;
  };
}
