import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseInput } from '../contract/parse-input.js';
import { readJson } from '../contract/read-json.js';
import { shopSchema } from '../contract/order.js';
import type { ConfigIssue } from './config-error.js';
import { secretFrom } from './secret-files.js';
import { baseUrl, token } from './values.js';
import type { Variables } from './variables.js';

/** One Printess account with its settings. */
export interface ShopConfig {
  apiUrl: string;
  origin: string;
  /** Read at each use, so that a token file replaced in place is used by the next call; rejects with the path. */
  token: () => Promise<string>;
  /** Where the shop is notified of its orders, and the shared secret, read at each use. */
  events?: { url: string; secret: () => Promise<string> };
}

const shopsFileSchema = z
  .record(
    shopSchema,
    z
      .strictObject({
        apiUrl: baseUrl.optional(),
        tokenFile: z.string().min(1),
        origin: z.string().min(1).max(100).optional(),
        eventsUrl: baseUrl.optional(),
        eventsSecretFile: z.string().min(1).optional(),
      })
      .refine(({ eventsUrl, eventsSecretFile }) => (eventsUrl === undefined) === (eventsSecretFile === undefined), {
        error: 'eventsUrl and eventsSecretFile go together',
        path: ['eventsUrl'],
      }),
    {
      error: ({ code }) =>
        code === 'invalid_key' ? 'a shop’s name is 1 to 32 of a-z 0-9 _, but not event' : undefined,
    },
  )
  .refine((shops) => Object.keys(shops).length > 0, 'there is no shop in it');

type ShopsFile = z.infer<typeof shopsFileSchema>;

/**
 * The shops of PRINTESS_SHOPS_FILE; where they are used (in a worker) the files of their secrets are tried. Nothing of a
 * secret is in an issue.
 */
export function readShopsFile(
  env: NodeJS.ProcessEnv,
  { trySecrets }: { trySecrets: boolean },
): { file: ShopsFile; issues: ConfigIssue[] } {
  const path = env['PRINTESS_SHOPS_FILE'];
  if (path === undefined) return { file: {}, issues: [] };
  const failed = (...messages: string[]) => ({
    file: {},
    issues: messages.map((message) => ({ variable: 'PRINTESS_SHOPS_FILE', message })),
  });

  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return failed(`the file ${path} cannot be read`);
  }
  const read = readJson(bytes);
  if (!read.ok) return failed(`the file ${path} is ${read.message}`);
  const json = read.value;
  const parsed = parseInput(shopsFileSchema, json);
  const messages = (parsed.ok ? [] : parsed.issues).map(
    (issue) => `${issue.path || `the file ${path}`}: ${issue.message}`,
  );
  if (trySecrets) messages.push(...secretIssues(json));
  if (env['PRINTESS_SERVICE_TOKEN'] !== undefined && isObject(json) && Object.hasOwn(json, 'default'))
    messages.push('default: is also given by PRINTESS_SERVICE_TOKEN; keep one');
  return parsed.ok && messages.length === 0 ? { file: parsed.data, issues: [] } : failed(...messages);
}

/** All shops by name: those of the file, and `default` of the service token in the environment. */
export function shopsOf(variables: Variables, file: ShopsFile): Map<string, ShopConfig> {
  const { PRINTESS_API_URL: apiUrl, PRINTESS_ORIGIN: origin } = variables;
  const shops = new Map<string, ShopConfig>();
  for (const [name, { tokenFile, eventsUrl, eventsSecretFile, ...settings }] of Object.entries(file)) {
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    const events = eventsUrl !== undefined &&
      eventsSecretFile !== undefined && {
        events: { url: eventsUrl, secret: atUse(eventsSecretFrom, eventsSecretFile) },
      };
    shops.set(name, { apiUrl, origin, ...given, ...events, token: atUse(tokenFrom, tokenFile) });
  }
  const { PRINTESS_SERVICE_TOKEN: value, PRINTESS_SERVICE_TOKEN_FILE: path } = variables;
  if (path !== undefined) shops.set('default', { apiUrl, origin, token: atUse(tokenFrom, path) });
  else if (value !== undefined) shops.set('default', { apiUrl, origin, token: () => Promise.resolve(value) });
  return shops;
}

/** Reads at each use; a file that is gone by then rejects. */
function atUse(read: (path: string) => string, path: string): () => Promise<string> {
  return () => Promise.resolve(path).then(read);
}

function tokenFrom(path: string): string {
  const parsed = token.safeParse(secretFrom(path));
  if (!parsed.success) throw new Error(`the file ${path} does not hold one word of printable ASCII characters`);
  return parsed.data;
}

/** A secret of Standard Webhooks: base64 of 24 to 64 bytes, with or without the prefix `whsec_`. */
function eventsSecretFrom(path: string): string {
  const secret = secretFrom(path);
  const text = secret.replace(/^whsec_/, '');
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').length : 0;
  if (bytes < 24 || bytes > 64) throw new Error(`the file ${path} does not hold whsec_ and base64 of 24 to 64 bytes`);
  return secret;
}

/** Issues of the files that entries name, whatever else is wrong with the entries. */
function secretIssues(json: unknown): string[] {
  const issueOf = (where: string, read: () => string) => {
    try {
      read();
      return [];
    } catch (error) {
      return [`${where}: ${error instanceof Error ? error.message : String(error)}`];
    }
  };
  return Object.entries(isObject(json) ? json : {}).flatMap(([name, shop]: [string, unknown]) => {
    const { tokenFile, eventsSecretFile } = (isObject(shop) ? shop : {}) as Record<string, unknown>;
    return [
      ...(typeof tokenFile === 'string' ? issueOf(`${name}.tokenFile`, () => tokenFrom(tokenFile)) : []),
      ...(typeof eventsSecretFile === 'string'
        ? issueOf(`${name}.eventsSecretFile`, () => eventsSecretFrom(eventsSecretFile))
        : []),
    ];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
