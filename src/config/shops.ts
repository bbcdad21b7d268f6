import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { faultsOf, type Fault } from '../contract/faults.js';
import { shopSchema } from '../contract/order.js';
import type { ConfigFault } from './config-error.js';
import { secretFrom } from './secret-files.js';
import { baseUrl } from './values.js';
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

const shopsFileSchema = z.record(
  shopSchema,
  z.strictObject({
    apiUrl: baseUrl.optional(),
    tokenFile: z.string().min(1),
    origin: z.string().min(1).max(100).optional(),
    eventsUrl: baseUrl.optional(),
    eventsSecretFile: z.string().min(1).optional(),
  }),
);

/** The shops of PRINTESS_SHOPS_FILE, and `default` of the service token in the environment. */
export function readShops(variables: Variables): { shops: Map<string, ShopConfig>; faults: ConfigFault[] } {
  const faults: ConfigFault[] = [];
  const fault = (message: string) => faults.push({ variable: 'PRINTESS_SHOPS_FILE', message });
  const shops = new Map<string, ShopConfig>();
  const { PRINTESS_API_URL: apiUrl, PRINTESS_ORIGIN: origin, PRINTESS_SHOPS_FILE: path } = variables;

  const parsed = path === undefined ? { success: true as const, data: {} } : parseShops(path);
  if (!parsed.success) parsed.faults.forEach(({ path: at, message }) => fault(at ? `${at}: ${message}` : message));
  else
    for (const [name, { tokenFile, ...settings }] of Object.entries(parsed.data)) {
      const shop = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      shops.set(name, { apiUrl, origin, ...shop, token: async () => Promise.resolve(secretFrom(tokenFile)) });
      try {
        secretFrom(tokenFile);
      } catch (error) {
        fault(`${name}.tokenFile: ${error instanceof Error ? error.message : String(error)}`);
      }
    }

  const { PRINTESS_SERVICE_TOKEN: token, PRINTESS_SERVICE_TOKEN_FILE: tokenPath } = variables;
  if (token !== undefined && shops.has('default')) fault('default: is also given by PRINTESS_SERVICE_TOKEN; keep one');
  else if (tokenPath !== undefined)
    shops.set('default', { apiUrl, origin, token: async () => Promise.resolve(secretFrom(tokenPath)) });
  else if (token !== undefined) shops.set('default', { apiUrl, origin, token: async () => Promise.resolve(token) });
  return { shops, faults };
}

function parseShops(
  path: string,
): z.ZodSafeParseSuccess<z.infer<typeof shopsFileSchema>> | { success: false; faults: Fault[] } {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    return { success: false, faults: [{ path: '', message: `the file ${path} ${why}` }] };
  }
  const parsed = shopsFileSchema.safeParse(json);
  return parsed.success ? parsed : { success: false, faults: faultsOf(parsed.error) };
}
