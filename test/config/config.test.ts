import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError, givenVariables, loadConfig, type Need } from '../../src/config.js';
import { ACCEPTANCES, DEFAULT_POLICY } from '../../src/contract/policy.js';
import { variablesSchema } from '../../src/config/variables.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const worker = {
  PRINTESS_SERVICE_TOKEN: 'token',
  CALLBACK_BASE_URL: 'https://print.example.com/',
  CALLBACK_KEYS: `a:${'x'.repeat(32)}`,
};
const messageOf = (env: NodeJS.ProcessEnv, need: Need): string => {
  try {
    loadConfig(env, need);
    return '';
  } catch (error) {
    return error instanceof ConfigError ? error.message : 'not a ConfigError';
  }
};
const faultsIn = (env: NodeJS.ProcessEnv, need: Need = 'everything'): string[] => {
  try {
    loadConfig(env, need);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ variable }) => variable);
    throw error;
  }
};

describe('the configuration', () => {
  it('has defaults for all but the secrets and the public URL', () => {
    const { shops, policy, FILE_HOSTS, ...variables } = loadConfig(worker, 'worker');
    expect(variables).toEqual({
      PRINTESS_SERVICE_TOKEN: 'token',
      CALLBACK_BASE_URL: 'https://print.example.com',
      CALLBACK_KEYS: [{ kid: 'a', secret: 'x'.repeat(32) }],
      PRINTESS_API_URL: 'https://api.printess.com',
      PRINTESS_ORIGIN: 'printess-production',
      PRINTESS_STATUS_RATE: 2,
      CALLBACK_HOST: '0.0.0.0',
      CALLBACK_PORT: 8080,
      ORDERS_API_HOST: '127.0.0.1',
      ORDERS_API_PORT: 8081,
      ORDERS_API_RATE: 600,
      PROXY_HOPS: 0,
      STOP_GRACE: '5s',
      OPS_HOST: '127.0.0.1',
      OPS_PORT: 9090,
      WORKER_OPS_PORT: 9091,
      WORKER_CACHED_ORDERS: 200,
      WORKER_ORDER_SLOTS: 40,
      WORKER_ORDER_POLLERS: 10,
      WORKER_PRODUCE_SLOTS: 100,
      WORKER_PRODUCE_POLLERS: 10,
      DEV_PARTITIONS: 1,
      LOG_LEVEL: 'info',
      ARCHIVE_NAMES: '{name}',
      SANDBOX_HOST: '127.0.0.1',
      SANDBOX_PORT: 8085,
      SANDBOX_TOKEN: 'sandbox-token',
      SANDBOX_SPEED: 1,
      SANDBOX_STRICT: false,
    });
    expect(policy).toEqual({});
    expect(FILE_HOSTS).toContain('.printess.com');
    expect([...shops.keys()]).toEqual(['default']);
  });

  it('takes a log’s level in any letters, and no other word', () => {
    expect(loadConfig({ ...worker, LOG_LEVEL: 'WARN' }, 'worker').LOG_LEVEL).toBe('warn');
    for (const need of ['worker', 'server'] as const)
      expect(faultsIn({ ...worker, LOG_LEVEL: 'loud' }, need)).toEqual(['LOG_LEVEL']);
  });

  it('makes an order’s policy of the waits that are given', () => {
    const waits = {
      PRINTESS_STATUS_CHECKS: '1m, 2m',
      PRINTESS_ORDER_DEADLINE: '1h',
      PRINTESS_ATTENTION_TIMEOUT: '1d',
      PRINTESS_HOLD_RETRY: '10s',
      PRINTESS_SETTLE_TIME: '5s',
      PRINTESS_HTTP_TIMEOUT: '2s',
    };
    expect(loadConfig(waits, 'client').policy).toEqual({
      statusChecks: ['1m', '2m'],
      orderDeadline: '1h',
      attentionTimeout: '1d',
      holdRetry: ['10s'],
      settleTime: '5s',
      httpTimeout: '2s',
    });
  });

  it('tells all issues at once', () => {
    const env = {
      PRINTESS_HTTP_TIMEOUT: '31s',
      CALLBACK_PORT: 'eighty',
      FILE_HOSTS: 'https://x',
      SANDBOX_SPEED: '0',
      CALLBACK_KEYS: 'a:short',
      PRINTESS_SHOPS_FILE: join(folder, 'none.json'),
      ORDERS_API_KEYS_FILE: join(folder, 'none'),
    };
    expect(faultsIn(env).sort()).toEqual([
      'CALLBACK_BASE_URL',
      'CALLBACK_KEYS',
      'CALLBACK_PORT',
      'FILE_HOSTS',
      'ORDERS_API_KEYS_FILE',
      'PRINTESS_HTTP_TIMEOUT',
      'PRINTESS_SHOPS_FILE',
      'SANDBOX_SPEED',
    ]);
  });

  it('says one fault a line, with the variable’s name and the entry that is wrong', () => {
    const message = messageOf({ FILE_HOSTS: 'a.example,https://b', OPS_PORT: 'x' }, 'everything');
    expect(message.split('\n').slice(1, 3)).toEqual([
      '  OPS_PORT: a port: a number from 0 to 65535',
      '  FILE_HOSTS: entry 2: a host name, with or without a port',
    ]);
  });

  it.each<[string, string, boolean]>([
    ['CALLBACK_BASE_URL', 'http://print.example.com', false],
    ['CALLBACK_BASE_URL', 'http://127.0.0.1:8080', true],
    ['CALLBACK_BASE_URL', 'https://print.example.com/?x=1', false],
    ['CALLBACK_BASE_URL', 'https://user:pw@print.example.com', false],
    ['CALLBACK_BASE_URL', 'http://[::1]:8080', true],
    ['CALLBACK_BASE_URL', 'http://localhost', true],
    ['CALLBACK_BASE_URL', 'http://127.0.0.1.example.com', false],
    ['CALLBACK_BASE_URL', 'https://print.example.com/?', false],
    ['CALLBACK_BASE_URL', 'https://print.example.com/#', false],
    ['PRINTESS_API_URL', 'ftp://x', false],
    ['PRINTESS_STATUS_CHECKS', Array(20).fill('1h').join(), true],
    ['PRINTESS_STATUS_CHECKS', Array(21).fill('1h').join(), false],
    ['PRINTESS_STATUS_RATE', '9'.repeat(400), false],
    ['PRINTESS_SERVICE_TOKEN', ' ', false],
    ['PRINTESS_SERVICE_TOKEN', 'two\nlines', false],
    ['CALLBACK_KEYS', `${'k'.repeat(17)}:${'x'.repeat(32)}`, false],
    ['PRINTESS_STATUS_CHECKS', '10m, 1h', true],
    ['PRINTESS_STATUS_CHECKS', '10m,', false],
    ['CALLBACK_KEYS', `a:${'x'.repeat(32)},a:${'y'.repeat(32)}`, false],
    ['CALLBACK_KEYS', `a:${'x:'.repeat(16)}`, true],
    ['ORDERS_API_KEYS', `north:${'k'.repeat(24)},north:${'l'.repeat(24)}`, true],
    ['ORDERS_API_KEYS', `NORTH:${'k'.repeat(24)}`, false],
    ['CALLBACK_PORT', '0', true],
    ['CALLBACK_PORT', '65536', false],
    ['SANDBOX_STRICT', 'yes', false],
    ['STOP_GRACE', '0s', true],
    ['STOP_GRACE', '5m', true],
    ['STOP_GRACE', '6m', false],
    ['STOP_GRACE', '5', false],
    ['WORKER_CACHED_ORDERS', '0', true],
    ['WORKER_CACHED_ORDERS', '1.5', false],
    ['WORKER_ORDER_SLOTS', '1', false],
    ['WORKER_PRODUCE_POLLERS', '0', false],
    ['PROXY_HOPS', '2', true],
    ['PROXY_HOPS', '-1', false],
  ])('%s=%s is good: %s', (variable, value, good) => {
    expect(faultsIn({ ...worker, [variable]: value }).length === 0).toBe(good);
  });

  it('needs of each process what it uses', () => {
    expect(faultsIn({}, 'client')).toEqual([]);
    expect(faultsIn({}, 'sandbox')).toEqual([]);
    expect(faultsIn({}, 'server')).toEqual(['CALLBACK_KEYS']);
    expect(faultsIn({}, 'worker')).toEqual(['PRINTESS_SERVICE_TOKEN', 'CALLBACK_BASE_URL', 'CALLBACK_KEYS']);
  });

  it.each<[Need, NodeJS.ProcessEnv]>([
    [
      'client',
      { CALLBACK_PORT: 'x', SANDBOX_PORT: 'x', ORDERS_API_KEYS_FILE: '/none', PRINTESS_SERVICE_TOKEN_FILE: '/none' },
    ],
    ['sandbox', { PRINTESS_SHOPS_FILE: '/none', CALLBACK_KEYS: 'short', PRINTESS_SETLE_TIME: '5s' }],
    ['setup', { PRINTESS_ORDER_DEADLINE: 'x', CALLBACK_KEYS_FILE: '/none' }],
    [
      'server',
      { CALLBACK_KEYS: worker.CALLBACK_KEYS, SANDBOX_SPEED: '0', WORKER_OPS_PORT: 'x', CALLBACK_BASE_URL: 'x' },
    ],
    ['callbacks', { CALLBACK_KEYS: worker.CALLBACK_KEYS, ORDERS_API_KEYS: 'short', PRINTESS_SHOPS_FILE: '/none' }],
    ['orders-api', { ORDERS_API_KEYS: `a:${'k'.repeat(24)}`, CALLBACK_KEYS: 'short', ARCHIVE_NAMES: '{x}' }],
    ['worker', { ...worker, CALLBACK_PORT: 'x', OPS_PORT: 'x', ORDERS_API_KEYS_FILE: '/none', SANDBOX_URL: 'x' }],
  ])('of a %s is not stopped by what it does not use: %j', (need, env) => {
    expect(faultsIn(env, need)).toEqual([]);
  });

  it('counts an empty variable as absent', () => {
    expect(faultsIn({ ...worker, CALLBACK_PORT: '', FILE_HOSTS: ' ', CALLBACK_KEYS_FILE: '\t' })).toEqual([]);
    expect(faultsIn({ ...worker, CALLBACK_KEYS: '' })).toEqual(['CALLBACK_KEYS']);
    expect(givenVariables({ TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: 'north' })).toEqual({
      TEMPORAL_NAMESPACE: 'north',
    });
  });

  it('passes over what Kubernetes sets for a Service', () => {
    const ofServices = {
      SANDBOX_PORT: 'tcp://10.0.0.7:8085',
      SANDBOX_SERVICE_HOST: '10.0.0.7',
      SANDBOX_SERVICE_PORT: '8085',
      SANDBOX_SERVICE_PORT_HTTP: '8085',
      SANDBOX_PORT_8085_TCP: 'tcp://10.0.0.7:8085',
      SANDBOX_PORT_8085_TCP_ADDR: '10.0.0.7',
      OPS_PORT: 'udp://10.0.0.8:53',
      CALLBACK_PORT: 'tcp://10.0.0.9:80',
      PRINTESS_SERVICE_HOST: '10.0.0.1',
    };
    const { SANDBOX_PORT, OPS_PORT, CALLBACK_PORT } = loadConfig({ ...worker, ...ofServices }, 'everything');
    expect([SANDBOX_PORT, OPS_PORT, CALLBACK_PORT]).toEqual([8085, 9090, 8080]);
    expect(faultsIn({ ...worker, SANDBOX_PORT: 'http://10.0.0.7:8085' })).toEqual(['SANDBOX_PORT']);
  });

  it.each([
    ['PRINTESS_SETLE_TIME', 'PRINTESS_SETTLE_TIME'],
    ['PRINTESS_TOKEN', 'PRINTESS_SERVICE_TOKEN'],
    ['PRINTESS_SHOP_FILE', 'PRINTESS_SHOPS_FILE'],
    ['printess_origin', 'PRINTESS_ORIGIN'],
    ['CALLBACK_KEY', 'CALLBACK_KEYS'],
    ['CALLBACK_BASEURL', 'CALLBACK_BASE_URL'],
    ['ORDERS_API_KEY_FILE', 'ORDERS_API_KEYS_FILE'],
    ['WORKER_OPS_PROT', 'WORKER_OPS_PORT'],
    ['SANDBOX_SPED', 'SANDBOX_SPEED'],
  ])('does not pass over %s without a word: it asks whether %s is meant', (misspelt, meant) => {
    const message = messageOf({ ...worker, [misspelt]: 'secret-value' }, 'everything');
    expect(message).toContain(`${misspelt}: there is no such variable; did you mean ${meant}?`);
    expect(message).not.toContain('secret-value');
  });

  it.each([
    'PRINTESS_EDITOR_THEME',
    'CALLBACK_QUEUE',
    'SANDBOX_API_TOKEN',
    'MY_PRINTESS_SETTLE_TIME',
    'FILE_HOST',
    'OPS_TEAM',
  ])('leaves %s to whoever it is for', (name) => {
    expect(faultsIn({ ...worker, [name]: 'x' })).toEqual([]);
  });

  it('skips the byte order mark of every file that it reads', async () => {
    const [tokenFile, keysFile, file] = [join(folder, 'bom-token'), join(folder, 'bom-keys'), join(folder, 'bom.json')];
    await writeFile(tokenFile, '\uFEFFnorth-token\r\n');
    await writeFile(keysFile, `\uFEFF${worker.CALLBACK_KEYS}\n`);
    await writeFile(file, `\uFEFF${JSON.stringify({ north: { tokenFile } })}`);
    const env = {
      CALLBACK_BASE_URL: worker.CALLBACK_BASE_URL,
      CALLBACK_KEYS_FILE: keysFile,
      PRINTESS_SHOPS_FILE: file,
    };
    const { shops, CALLBACK_KEYS } = loadConfig(env, 'worker');
    expect(await shops.get('north')?.token()).toBe('north-token');
    expect(CALLBACK_KEYS?.[0]?.kid).toBe('a');
  });

  it('takes a file’s path for a secret alone', () => {
    const { CALLBACK_BASE_URL: _url, ...rest } = worker;
    expect(faultsIn({ ...rest, CALLBACK_BASE_URL_FILE: '/url' })).toEqual(['CALLBACK_BASE_URL']);
  });

  it('keeps of a base URL what calls are appended to', () => {
    const base = (url: string) => loadConfig({ ...worker, CALLBACK_BASE_URL: url }, 'worker').CALLBACK_BASE_URL;
    expect(base(' https://Print.example.com// ')).toBe('https://print.example.com');
    expect(base('https://print.example.com/sub/')).toBe('https://print.example.com/sub');
  });

  it('compares hosts of files in lower case, as URLs have them', () => {
    expect(loadConfig({ ...worker, FILE_HOSTS: 'Files.Example.COM' }, 'everything').FILE_HOSTS).toEqual([
      'files.example.com',
    ]);
  });

  it('never tells a secret in a message', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9:,_!-]{12,30}$/).map((text) => `Zq7${text}`);
    const shops = join(folder, 'leaky-shops.json');
    const tokens = join(folder, 'leaky-token');
    fc.assert(
      fc.property(secret, (text) => {
        writeFileSync(tokens, `${text} ${text}`);
        writeFileSync(
          shops,
          JSON.stringify({ a: { tokenFile: tokens, token: text }, b: { apiUrl: `https://x:${text}@y` } }),
        );
        const env = {
          CALLBACK_KEYS: `${text}:,a:${text.slice(0, 20)}`,
          ORDERS_API_KEYS: `shop:${text.slice(0, 20)},${text}`,
          PRINTESS_SERVICE_TOKEN: `${text}\n${text}`,
          CALLBACK_BASE_URL: `https://user:${text}@print.example.com`,
          PRINTESS_SHOPS_FILE: shops,
        };
        expect(faultsIn(env)).toEqual(expect.arrayContaining(Object.keys(env)));
        expect(messageOf(env, 'everything')).not.toContain(text.slice(0, 12));
      }),
    );
  });

  it('reads secrets from files, and a token file anew at each use', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'first\n');
    const { PRINTESS_SERVICE_TOKEN: _token, ...rest } = worker;
    const { shops } = loadConfig({ ...rest, PRINTESS_SERVICE_TOKEN_FILE: tokenFile }, 'worker');
    expect(await shops.get('default')?.token()).toBe('first');
    await writeFile(tokenFile, 'second\n');
    expect(await shops.get('default')?.token()).toBe('second');
    await rm(tokenFile);
    await expect(shops.get('default')?.token()).rejects.toThrow(tokenFile);
  });

  it('refuses a secret given twice, and a file that is missing or empty', async () => {
    const empty = join(folder, 'empty');
    await writeFile(empty, '\n');
    expect(faultsIn({ ...worker, CALLBACK_KEYS_FILE: empty })).toEqual(['CALLBACK_KEYS_FILE']);
    expect(faultsIn({ ...worker, ORDERS_API_KEYS_FILE: empty })).toEqual(['ORDERS_API_KEYS_FILE']);
    expect(faultsIn({ ...worker, ORDERS_API_KEYS_FILE: join(folder, 'none') })).toEqual(['ORDERS_API_KEYS_FILE']);
  });

  it('knows several shops from a file, and names what is wrong in it', async () => {
    const tokenFile = join(folder, 'north-token');
    await writeFile(tokenFile, 'north-token');
    const file = join(folder, 'shops.json');
    await writeFile(file, JSON.stringify({ north: { tokenFile, origin: 'north-shop' }, default: { tokenFile } }));
    const { PRINTESS_SERVICE_TOKEN: _token, ...rest } = worker;
    const { shops } = loadConfig({ ...rest, PRINTESS_SHOPS_FILE: file }, 'worker');
    expect([...shops.keys()].sort()).toEqual(['default', 'north']);
    expect(shops.get('north')).toMatchObject({ origin: 'north-shop', apiUrl: 'https://api.printess.com' });
    expect(faultsIn({ ...worker, PRINTESS_SHOPS_FILE: file })).toEqual(['PRINTESS_SHOPS_FILE']);
  });

  it('names each thing that is wrong in the file of shops by its path, beside the other issues', async () => {
    const file = join(folder, 'bad-shops.json');
    const gone = join(folder, 'gone');
    await writeFile(
      file,
      JSON.stringify({ NORTH: { tokenFile: gone }, south: { tokenFile: gone, apiUrl: 'http://x' } }),
    );
    const message = messageOf({ PRINTESS_SHOPS_FILE: file, OPS_PORT: 'x' }, 'everything');
    expect(message).toContain('PRINTESS_SHOPS_FILE: NORTH: a shop’s name');
    expect(message).toContain(`PRINTESS_SHOPS_FILE: south.tokenFile: the file ${gone} cannot be read`);
    expect(message).toContain('PRINTESS_SHOPS_FILE: south.apiUrl: an https URL');
    expect(message).toContain('OPS_PORT');
  });

  it('reads a file of shops as editors write it, and drops none of its names', async () => {
    const file = join(folder, 'names.json');
    const tokenFile = join(folder, 'names-token');
    await writeFile(tokenFile, 'token');
    const { PRINTESS_SERVICE_TOKEN: _token, ...rest } = worker;
    const env = { ...rest, PRINTESS_SHOPS_FILE: file };
    await writeFile(file, `\ufeff{"constructor":{"tokenFile":${JSON.stringify(tokenFile)}}}`);
    expect([...loadConfig(env, 'worker').shops.keys()]).toEqual(['constructor']);
    await writeFile(file, `{"a":{"tokenFile":"x"},"__proto__":{"tokenFile":"x"},"event":{"tokenFile":"x"}}`);
    const message = messageOf(env, 'server');
    expect(message).toContain('PRINTESS_SHOPS_FILE: __proto__: not a name that can be carried');
    expect(message).toContain('PRINTESS_SHOPS_FILE: event: a shop’s name');
  });

  it('refuses a file of shops that names none, or is not JSON', async () => {
    const { PRINTESS_SERVICE_TOKEN: _token, ...rest } = worker;
    for (const text of ['{}', '[]', 'null', '{']) {
      const file = join(folder, 'no-shops.json');
      await writeFile(file, text);
      expect(faultsIn({ ...rest, PRINTESS_SHOPS_FILE: file })).toEqual(['PRINTESS_SHOPS_FILE']);
    }
  });

  it('is documented: the page names exactly the variables that there are', async () => {
    expect((await documented()).map(({ name }) => name).sort()).toEqual(Object.keys(variablesSchema.shape).sort());
  });

  it('is documented with the defaults that hold', async () => {
    const policy = {
      PRINTESS_STATUS_CHECKS: DEFAULT_POLICY.statusChecks.join(),
      PRINTESS_ORDER_DEADLINE: DEFAULT_POLICY.orderDeadline,
      PRINTESS_ATTENTION_TIMEOUT: DEFAULT_POLICY.attentionTimeout,
      PRINTESS_HOLD_RETRY: DEFAULT_POLICY.holdRetry.join(),
      PRINTESS_SETTLE_TIME: DEFAULT_POLICY.settleTime,
      PRINTESS_HTTP_TIMEOUT: DEFAULT_POLICY.httpTimeout,
      PRINTESS_ACCEPTANCE: ACCEPTANCES[0],
    };
    const { shops: _shops, policy: _policy, FILE_HOSTS: _hosts, ...defaults } = loadConfig({}, 'client');
    const held = Object.entries<unknown>({ ...policy, ...defaults }).map(
      ([name, value]) => [name, `${value as string | number | boolean}`] as const,
    );
    const page = (await documented()).flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    expect(Object.fromEntries(page)).toEqual(Object.fromEntries(held));
  });
});

/** The variables of the page's table with their defaults, where the third cell gives one for each of the row. */
async function documented(): Promise<{ name: string; value?: string }[]> {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const inMarks = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  return [...page.matchAll(/^\| (`[A-Z][^|]*)\|[^|]*\|([^|]*)\|$/gm)].flatMap(([, first = '', third = '']) => {
    const values = inMarks(third);
    return inMarks(first).map((name, index) => ({ name, ...(values[index] && { value: values[index] }) }));
  });
}

describe('the archive', () => {
  const load = (url: string, more = {}) => loadConfig({ ARCHIVE_URL: url, ...more }, 'client');

  it.each(['file:///srv/print', 's3://bucket', 's3://bucket/some/prefix'])(
    'may be %s, and then orders keep their files',
    (url) => {
      expect(load(url)).toMatchObject({ ARCHIVE_URL: url, policy: { archive: true } });
    },
  );

  it.each([
    '/srv/print',
    'file:',
    'file://host/srv',
    'https://bucket.example/',
    's3://',
    's3://key:secret@bucket',
    's3://bucket?x=1',
  ])('is not %j', (url) => {
    expect(() => load(url)).toThrow('ARCHIVE_URL: file:///folder, or s3://bucket/prefix');
  });

  it('is no part of an order’s policy where there is none', () => {
    expect(loadConfig({}, 'client').policy).toEqual({});
    expect(loadConfig({ PRINTESS_ACCEPTANCE: 'attention' }, 'client').policy).toEqual({ acceptance: 'attention' });
  });

  it.each(['{order}', 'a/{name}', '..\\{name}'])('takes no template of names such as %j', (names) => {
    const env = {
      PRINTESS_SERVICE_TOKEN: 'token',
      CALLBACK_BASE_URL: 'https://print.example.com',
      CALLBACK_KEYS: `a:${'s'.repeat(32)}`,
    };
    expect(() => loadConfig({ ...env, ARCHIVE_NAMES: names }, 'worker')).toThrow('ARCHIVE_NAMES');
  });
});
