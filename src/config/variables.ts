import * as z from 'zod';
import { DEFAULT_FILE_HOSTS } from '../printess/file-hosts.js';
import { ACCEPTANCES } from '../contract/policy.js';
import * as value from './values.js';

/** Every variable of ours with its default; docs/configuration.md is compared with this list. */
export const variablesSchema = z.object({
  PRINTESS_API_URL: value.baseUrl.default('https://api.printess.com'),
  PRINTESS_SERVICE_TOKEN: value.token.optional(),
  PRINTESS_SERVICE_TOKEN_FILE: z.string().min(1).optional(),
  PRINTESS_SHOPS_FILE: z.string().min(1).optional(),
  PRINTESS_ORIGIN: z.string().min(1).max(100).default('printess-production'),
  PRINTESS_HTTP_TIMEOUT: value.httpTimeout.optional(),
  PRINTESS_SETTLE_TIME: value.wait.optional(),
  PRINTESS_STATUS_CHECKS: value.waits.optional(),
  PRINTESS_STATUS_RATE: value.positive.default(2),
  PRINTESS_ORDER_DEADLINE: value.wait.optional(),
  PRINTESS_ATTENTION_TIMEOUT: value.wait.optional(),
  PRINTESS_HOLD_RETRY: value.waits.optional(),
  CALLBACK_BASE_URL: value.baseUrl.optional(),
  CALLBACK_HOST: value.host.default('0.0.0.0'),
  CALLBACK_PORT: value.port.default(8080),
  CALLBACK_KEYS: value.callbackKeys.optional(),
  CALLBACK_KEYS_FILE: z.string().min(1).optional(),
  ORDERS_API_KEYS: value.apiKeys.optional(),
  ORDERS_API_KEYS_FILE: z.string().min(1).optional(),
  ORDERS_API_HOST: value.host.default('127.0.0.1'),
  ORDERS_API_PORT: value.port.default(8081),
  ORDERS_API_RATE: value.positive.default(600),
  PROXY_HOPS: value.hops.default(0),
  STOP_GRACE: value.grace.default('5s'),
  OPS_HOST: value.host.default('127.0.0.1'),
  OPS_PORT: value.port.default(9090),
  WORKER_OPS_PORT: value.port.default(9091),
  // What chose these is in docs/performance.md.
  WORKER_CACHED_ORDERS: value.whole(0).default(200),
  WORKER_ORDER_SLOTS: value.whole(2).default(40),
  WORKER_ORDER_POLLERS: value.whole(2).default(10),
  WORKER_PRODUCE_SLOTS: value.whole(1).default(100),
  WORKER_PRODUCE_POLLERS: value.whole(1).default(10),
  DEV_PARTITIONS: value.whole(1).default(1),
  LOG_LEVEL: value.logLevel.default('info'),
  WEB_UI_URL: value.baseUrl.optional(),
  DATA_CONVERTER_MODULE: z.string().min(1).optional(),
  FILE_HOSTS: value.fileHosts.default(DEFAULT_FILE_HOSTS),
  ARCHIVE_URL: value.archiveUrl.optional(),
  ARCHIVE_NAMES: value.fileNames.default('{name}'),
  PRINTESS_ACCEPTANCE: z.enum(ACCEPTANCES).optional(),
  SANDBOX_HOST: value.host.default('127.0.0.1'),
  SANDBOX_PORT: value.port.default(8085),
  SANDBOX_URL: value.anyBaseUrl.optional(),
  SANDBOX_TOKEN: z.string().min(1).default('sandbox-token'),
  SANDBOX_SPEED: value.positive.default(1),
  SANDBOX_FILE: z.string().min(1).optional(),
  SANDBOX_TEMPLATES_FILE: z.string().min(1).optional(),
  SANDBOX_STRICT: value.flag.default(false),
});

/** The variables by their names, as the program uses them: ports are numbers, lists are arrays. */
export type Variables = z.infer<typeof variablesSchema>;
