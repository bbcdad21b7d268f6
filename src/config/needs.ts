import { variablesSchema, type Variables } from './variables.js';

/**
 * What a process needs: a worker pays and mints callback URLs, a server checks them, a client only starts and looks.
 * `everything` is for whoever runs, or checks, all of them.
 */
export type Need =
  'worker' | 'server' | 'callbacks' | 'orders-api' | 'client' | 'trigger' | 'setup' | 'sandbox' | 'everything';

type Name = keyof Variables;

const NAMES = Object.keys(variablesSchema.shape) as Name[];
const startingWith = (prefix: string) => NAMES.filter((name) => name.startsWith(prefix));

const WAITS: Name[] = [
  'PRINTESS_HTTP_TIMEOUT',
  'PRINTESS_SETTLE_TIME',
  'PRINTESS_STATUS_CHECKS',
  'PRINTESS_ORDER_DEADLINE',
  'PRINTESS_ATTENTION_TIMEOUT',
  'PRINTESS_HOLD_RETRY',
];
const TEMPORAL: Name[] = ['DATA_CONVERTER_MODULE'];
const FILES: Name[] = ['ARCHIVE_URL', 'FILE_HOSTS'];
const CLIENT: Name[] = [...TEMPORAL, ...WAITS, ...FILES, 'PRINTESS_ACCEPTANCE', 'PRINTESS_SHOPS_FILE', 'WEB_UI_URL'];
const KEYS: Name[] = ['CALLBACK_KEYS', 'CALLBACK_KEYS_FILE'];
const CALLBACKS: Name[] = [...TEMPORAL, ...KEYS, 'CALLBACK_HOST', 'CALLBACK_PORT', 'FILE_HOSTS'];
const ORDERS_API: Name[] = [...CLIENT, ...startingWith('ORDERS_API_')];
const SERVER: Name[] = ['OPS_HOST', 'OPS_PORT', 'PROXY_HOPS', 'STOP_GRACE', 'LOG_LEVEL'];

const USED: Record<Need, Name[]> = {
  worker: [
    ...TEMPORAL,
    ...startingWith('PRINTESS_'),
    ...startingWith('WORKER_'),
    ...FILES,
    'ARCHIVE_NAMES',
    ...KEYS,
    'CALLBACK_BASE_URL',
    'WEB_UI_URL',
    'OPS_HOST',
    'LOG_LEVEL',
  ],
  server: [...SERVER, ...CALLBACKS, ...ORDERS_API],
  callbacks: [...SERVER, ...CALLBACKS],
  'orders-api': [...SERVER, ...ORDERS_API],
  client: CLIENT,
  trigger: [...CLIENT, ...KEYS, 'CALLBACK_BASE_URL', 'CALLBACK_PORT', 'FILE_HOSTS'],
  setup: [...TEMPORAL, 'WEB_UI_URL'],
  sandbox: startingWith('SANDBOX_'),
  everything: NAMES,
};

/** Whether a process uses a variable: what is wrong with another stops it not. */
export function uses(need: Need, name: string): boolean {
  return USED[need].some((used) => used === name);
}
