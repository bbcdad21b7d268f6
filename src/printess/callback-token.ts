import { createHmac, timingSafeEqual } from 'node:crypto';

/** A secret that signs callback URLs; `kid` names it in them. */
export interface CallbackKey {
  kid: string;
  secret: string;
}

/** Which item's job a callback is about. */
export interface CallbackTarget {
  shop: string;
  orderId: string;
  itemId: string;
  generation: number;
}

const DOMAIN = 'printess-production callback v1';
const TOKEN = /^([A-Za-z0-9_-]{1,700})\.([A-Za-z0-9_-]{43})$/;

/** The signed token of an item's callback URL, by the first key. It never expires: a retired key is kept 10 days. */
export function mintToken(keys: readonly CallbackKey[], target: CallbackTarget): string {
  const [key] = keys;
  if (!key) throw new Error('No callback key to sign with: set CALLBACK_KEYS.');
  const payload = encode([key.kid, target.shop, target.orderId, target.itemId, target.generation]);
  return `${payload}.${mac(key.secret, payload)}`;
}

/** What a token says; undefined where it is not one of ours. Takes as long for an unknown key as for a wrong signature. */
export function readToken(keys: readonly CallbackKey[], token: string): CallbackTarget | undefined {
  const [, payload, signature] = TOKEN.exec(token) ?? [];
  if (!payload || !signature) return undefined;
  const fields = decode(payload);
  const key = keys.find(({ kid }) => kid === fields?.[0]);
  // Texts are compared, not bytes: base64url has several spellings of the same bytes, and only one is ours.
  const matches = timingSafeEqual(Buffer.from(mac(key?.secret ?? 'no such key', payload)), Buffer.from(signature));
  if (!matches || !key || !fields) return undefined;
  const [, shop, orderId, itemId, generation] = fields;
  return { shop, orderId, itemId, generation };
}

/** The URL that Printess calls: a credential, never to be logged. */
export function callbackUrl(baseUrl: string, token: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/callbacks/printess/${token}`;
}

type Fields = [kid: string, shop: string, orderId: string, itemId: string, generation: number];

function mac(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(`${DOMAIN}\n${payload}`).digest('base64url');
}

/** JSON keeps the fields apart whatever they hold. */
function encode(fields: Fields): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

function decode(payload: string): Fields | undefined {
  try {
    const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isFields(fields) && encode(fields) === payload ? fields : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return (
    Array.isArray(value) &&
    value.length === 5 &&
    value.slice(0, 4).every((field) => typeof field === 'string') &&
    Number.isSafeInteger(value[4])
  );
}
