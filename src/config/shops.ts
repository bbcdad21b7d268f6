import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { faultsOf } from '../contract/faults.js';
import { shopSchema } from '../contract/order.js';
import type { ConfigFault } from './config-error.js';
import { secretFrom } from './secret-files.js';
import { baseUrl, token } from './values.js';
import type { Variables } from './variables.js';

/** One Printess account with its settings. */
export interface ShopConfig {
  apiUrl: string;
  origin: string;
  /** Read at each use, so that a token file replaced in place is used by the next call; rejects with the path. */
  token: () => Promise<string>;
  eventsUrl?: string;
  eventsSecretFile?: string;
}

const shopsFileSchema = z
  .record(
    shopSchema,
    z.strictObject({
      apiUrl: baseUrl.optional(),
      tokenFile: z.string().superRefine((path, context) => {
        try {
          tokenFrom(path);
        } catch (error) {
          context.addIssue(error instanceof Error ? error.message : String(error));
        }
      }),
      origin: z.string().min(1).max(100).optional(),
      eventsUrl: baseUrl.optional(),
      eventsSecretFile: z.string().min(1).optional(),
    }),
    { error: ({ code }) => (code === 'invalid_key' ? 'a shop’s name is 1 to 32 of a-z 0-9 _' : undefined) },
  )
  .refine((shops) => Object.keys(shops).length > 0, 'there is no shop in it');

type ShopsFile = z.infer<typeof shopsFileSchema>;

/** The shops of PRINTESS_SHOPS_FILE, their token files tried; nothing of a token is in a fault. */
export function readShopsFile(env: NodeJS.ProcessEnv): { file: ShopsFile; faults: ConfigFault[] } {
  const path = env['PRINTESS_SHOPS_FILE'];
  if (path === undefined) return { file: {}, faults: [] };
  const failed = (...messages: string[]) => ({
    file: {},
    faults: messages.map((message) => ({ variable: 'PRINTESS_SHOPS_FILE', message })),
  });

  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return failed(`the file ${path} ${error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'}`);
  }
  const { data, error } = shopsFileSchema.safeParse(json);
  const messages = (error ? faultsOf(error) : []).map(
    (fault) => `${fault.path || `the file ${path}`}: ${fault.message}`,
  );
  if (env['PRINTESS_SERVICE_TOKEN'] !== undefined && isObject(json) && Object.hasOwn(json, 'default'))
    messages.push('default: is also given by PRINTESS_SERVICE_TOKEN; keep one');
  return data && messages.length === 0 ? { file: data, faults: [] } : failed(...messages);
}

/** All shops by name: those of the file, and `default` of the service token in the environment. */
export function shopsOf(variables: Variables, file: ShopsFile): Map<string, ShopConfig> {
  const { PRINTESS_API_URL: apiUrl, PRINTESS_ORIGIN: origin } = variables;
  const shops = new Map<string, ShopConfig>();
  for (const [name, { tokenFile, ...settings }] of Object.entries(file)) {
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    shops.set(name, { apiUrl, origin, ...given, token: () => tokenAtUse(tokenFile) });
  }
  const { PRINTESS_SERVICE_TOKEN: value, PRINTESS_SERVICE_TOKEN_FILE: path } = variables;
  if (path !== undefined) shops.set('default', { apiUrl, origin, token: () => tokenAtUse(path) });
  else if (value !== undefined) shops.set('default', { apiUrl, origin, token: () => Promise.resolve(value) });
  return shops;
}

// eslint-disable-next-line @typescript-eslint/require-await -- a file that is gone rejects, it does not throw
async function tokenAtUse(path: string): Promise<string> {
  return tokenFrom(path);
}

function tokenFrom(path: string): string {
  const parsed = token.safeParse(secretFrom(path));
  if (!parsed.success) throw new Error(`the file ${path} does not hold one word of printable ASCII characters`);
  return parsed.data;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
