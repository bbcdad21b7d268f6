import { issuesOf, type Issue } from '../contract/issues.js';
import type { Policy } from '../contract/policy.js';
import { ConfigError, type ConfigIssue } from './config-error.js';
import { givenVariables } from './given-variables.js';
import { misspeltNames } from './misspelt-names.js';
import { uses, type Need } from './needs.js';
import { isSecret, readSecretFiles } from './secret-files.js';
import { readShopsFile, shopsOf, type ShopConfig } from './shops.js';
import { variablesSchema, type Variables } from './variables.js';

/** The configuration, checked: the variables by their names, the shops, and an order's policy. */
export interface Config extends Variables {
  shops: Map<string, ShopConfig>;
  policy: Policy;
}

/**
 * Reads and checks what a process uses of the environment; the other variables have their defaults. Throws `ConfigError`
 * with all issues at once.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, need: Need): Config {
  const given = givenVariables(environment);
  const used = Object.fromEntries(Object.entries(given).filter(([name]) => uses(need, name)));
  const { env, issues } = readSecretFiles(used);
  issues.push(...misspeltNames(given, need));
  const parsed = variablesSchema.safeParse(env);
  if (!parsed.success) issues.push(...issuesOf(parsed.error).map(issueOfVariable));
  const shops = readShopsFile(env, { trySecrets: pays(need) });
  issues.push(...shops.issues, ...missing(env, need));
  if (issues.length > 0 || !parsed.success) throw new ConfigError(issues);
  return { ...parsed.data, shops: shopsOf(parsed.data, shops.file), policy: policyOf(parsed.data) };
}

/** `FILE_HOSTS[1]` is shown as the second entry of FILE_HOSTS: the variable's name is what one searches for. */
function issueOfVariable({ path, message }: Issue): ConfigIssue {
  const [, variable = path, index] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  return { variable, message: index === undefined ? message : `entry ${Number(index) + 1}: ${message}` };
}

/** Whether the process calls Printess in the shops' names. */
const pays = (need: Need) => need === 'worker' || need === 'everything';

function missing(env: NodeJS.ProcessEnv, need: Need): ConfigIssue[] {
  const lacks = (...names: string[]) =>
    names.every((name) => env[name] === undefined && !(isSecret(name) && env[`${name}_FILE`] !== undefined));
  const issues: ConfigIssue[] = [];
  if (pays(need) && lacks('PRINTESS_SERVICE_TOKEN', 'PRINTESS_SHOPS_FILE'))
    issues.push({
      variable: 'PRINTESS_SERVICE_TOKEN',
      message: 'missing: the shop’s service token (or PRINTESS_SHOPS_FILE)',
    });
  if (pays(need) && lacks('CALLBACK_BASE_URL'))
    issues.push({ variable: 'CALLBACK_BASE_URL', message: 'missing: the public https URL that Printess can reach' });
  if ((pays(need) || need === 'server' || need === 'callbacks') && lacks('CALLBACK_KEYS'))
    issues.push({
      variable: 'CALLBACK_KEYS',
      message: 'missing: kid:secret, 32 characters or more, the same for worker and server',
    });
  if (need === 'orders-api' && lacks('ORDERS_API_KEYS'))
    issues.push({ variable: 'ORDERS_API_KEYS', message: 'missing: shop:key, 24 characters or more' });
  return issues;
}

function policyOf(variables: Variables): Policy {
  const policy = {
    statusChecks: variables.PRINTESS_STATUS_CHECKS,
    orderDeadline: variables.PRINTESS_ORDER_DEADLINE,
    attentionTimeout: variables.PRINTESS_ATTENTION_TIMEOUT,
    holdRetry: variables.PRINTESS_HOLD_RETRY,
    settleTime: variables.PRINTESS_SETTLE_TIME,
    httpTimeout: variables.PRINTESS_HTTP_TIMEOUT,
    archive: variables.ARCHIVE_URL === undefined ? undefined : true,
    acceptance: variables.PRINTESS_ACCEPTANCE,
  };
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
}
