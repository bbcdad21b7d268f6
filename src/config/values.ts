import * as z from 'zod';
import { milliseconds } from '../contract/duration.js';
import { waitSchema } from '../contract/policy.js';
import { shopSchema } from '../contract/order.js';
import type { CallbackKey } from '../printess/callback-token.js';
import { isLoopback } from '../printess/file-hosts.js';

/** Readers of single values: text of the environment → what the program uses. */

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port: a number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'a port: a number from 0 to 65535');

export const host = z.string().min(1);

export const positive = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, 'a number above 0')
  .transform(Number)
  .refine((value) => value > 0, 'a number above 0');

/** A whole number, `least` or more. */
export const whole = (least: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,6}$/, `a whole number, ${least} or more`)
    .transform(Number)
    .refine((value) => value >= least, `a whole number, ${least} or more`);

export const flag = z.enum(['true', 'false'], 'true or false').transform((value) => value === 'true');

/** What is logged at the least; `WARN` and `warn` are the same. */
export const logLevel = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']));

/** A base URL: https, or http for this machine; without query or credentials; no slash at its end is kept. */
export const baseUrl = z
  .string()
  .refine(isBaseUrl, 'an https URL without query or credentials (http for loopback addresses only)')
  .transform(toBase);

/** A base URL that only programs of one's own see: http to any host too. */
export const anyBaseUrl = z
  .string()
  .refine((text) => isBareUrl(text, ['https:', 'http:']), 'a URL without query or credentials')
  .transform(toBase);

/** A service token, the white space around it removed; it has to fit into an HTTP header. */
export const token = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, 'a service token: one word of printable ASCII characters');

export const wait = waitSchema;
export const waits = list(waitSchema).refine((values) => values.length <= 20, 'at most 20 durations');
/** `0s` is none. */
export const grace = z
  .string()
  .refine(
    (text) => text === '0s' || (waitSchema.safeParse(text).success && milliseconds(text) <= 300_000),
    'a duration of 5m at most, or 0s',
  );
export const hops = z.string().regex(/^\d$/, 'a number from 0 to 9').transform(Number);
export const httpTimeout = waitSchema.refine((text) => milliseconds(text) <= 30_000, 'at most 30s');

export const fileHosts = list(
  z
    .string()
    .regex(/^\.?[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i, 'a host name, with or without a port')
    .toLowerCase(),
);

/** Where files are kept: a folder of this machine, or a bucket. */
export const archiveUrl = z.string().refine(isArchiveUrl, 'file:///folder, or s3://bucket/prefix');

const NAME_PARTS = ['name', 'document', 'orderId', 'itemId', 'template', 'generation', 'n'];

/** A template of kept files' names, without the ending, which is the file's own. */
export const fileNames = z
  .string()
  .max(200)
  .regex(/^[^/\\]*$/, 'the name of a file, without a folder')
  .refine(
    (text) => [...text.matchAll(/\{(\w*)\}/g)].every(([, part = '']) => NAME_PARTS.includes(part)),
    `a template of ${NAME_PARTS.map((part) => `{${part}}`).join(' ')}`,
  );

/** `kid:secret[,kid:secret…]`; a secret is never shown in a message. */
export const callbackKeys = z.string().transform((text, context): CallbackKey[] => {
  const keys = pairs(text).map(([kid, secret]) => ({ kid, secret }));
  if (keys.some(({ kid }) => !/^[A-Za-z0-9_-]{1,16}$/.test(kid)))
    context.addIssue('kid:secret[,kid:secret…], each kid 1 to 16 of A-Z a-z 0-9 _ -');
  if (keys.some(({ secret }) => secret.length < 32)) context.addIssue('a secret is shorter than 32 characters');
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) context.addIssue('a kid is there twice');
  return keys;
});

/** `shop:key[,shop:key…]`; a shop may have several keys. */
export const apiKeys = z.string().transform((text, context): { shop: string; key: string }[] => {
  const keys = pairs(text).map(([shop, key]) => ({ shop, key }));
  if (keys.some(({ shop }) => !shopSchema.safeParse(shop).success))
    context.addIssue('shop:key[,shop:key…] with a shop’s name');
  if (keys.some(({ key }) => key.length < 24)) context.addIssue('a key is shorter than 24 characters');
  if (new Set(keys.map(({ key }) => key)).size < keys.length) context.addIssue('a key is there twice');
  return keys;
});

function list<T extends z.ZodType<unknown, string>>(value: T) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(value));
}

function pairs(text: string): [string, string][] {
  return text.split(',').map((part) => {
    const [, name = '', secret = ''] = /^([^:]*):?(.*)$/s.exec(part.trim()) ?? [];
    return [name, secret];
  });
}

function isBaseUrl(text: string): boolean {
  return isBareUrl(text, ['https:']) || (isBareUrl(text, ['http:']) && isLoopback(new URL(text).hostname));
}

function isBareUrl(text: string, protocols: string[]): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { username, password, protocol } = new URL(text);
  return !username && !password && protocols.includes(protocol);
}

function toBase(text: string): string {
  const { origin, pathname } = new URL(text);
  return (origin + pathname).replace(/\/+$/, '');
}

function isArchiveUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, port } = new URL(text);
  if (search || hash || username || port) return false;
  if (protocol === 'file:') return hostname === '' && pathname.length > 1;
  return protocol === 's3:' && hostname !== '';
}
