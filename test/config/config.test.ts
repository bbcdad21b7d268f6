import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError, loadConfig, type Need } from '../../src/config.js';
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
const faultsIn = (env: NodeJS.ProcessEnv, need: Need = 'worker'): string[] => {
  try {
    loadConfig(env, need);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ variable }) => variable);
    throw error;
  }
};

describe('the configuration', () => {
  it('has defaults for all but the secrets and the public URL', () => {
    const config = loadConfig(worker, 'worker');
    expect(config).toMatchObject({
      PRINTESS_API_URL: 'https://api.printess.com',
      PRINTESS_ORIGIN: 'printess-production',
      PRINTESS_STATUS_RATE: 2,
      CALLBACK_BASE_URL: 'https://print.example.com',
      CALLBACK_PORT: 8080,
      ORDERS_API_PORT: 8081,
      OPS_PORT: 9090,
      WORKER_OPS_PORT: 9091,
      SANDBOX_PORT: 8085,
      policy: {},
    });
    expect([...config.shops.keys()]).toEqual(['default']);
  });

  it('tells all faults at once', () => {
    const env = {
      PRINTESS_HTTP_TIMEOUT: '31s',
      CALLBACK_PORT: 'eighty',
      FILE_HOSTS: 'https://x',
      SANDBOX_SPEED: '0',
      CALLBACK_KEYS: 'a:short',
    };
    expect(faultsIn(env).sort()).toEqual([
      'CALLBACK_BASE_URL',
      'CALLBACK_KEYS',
      'CALLBACK_PORT',
      'FILE_HOSTS[0]',
      'PRINTESS_HTTP_TIMEOUT',
      'PRINTESS_SERVICE_TOKEN',
      'SANDBOX_SPEED',
    ]);
  });

  it.each<[string, string, boolean]>([
    ['CALLBACK_BASE_URL', 'http://print.example.com', false],
    ['CALLBACK_BASE_URL', 'http://127.0.0.1:8080', true],
    ['CALLBACK_BASE_URL', 'https://print.example.com/?x=1', false],
    ['CALLBACK_BASE_URL', 'https://user:pw@print.example.com', false],
    ['PRINTESS_API_URL', 'ftp://x', false],
    ['PRINTESS_STATUS_CHECKS', '10m, 1h', true],
    ['PRINTESS_STATUS_CHECKS', '10m,', false],
    ['CALLBACK_KEYS', `a:${'x'.repeat(32)},a:${'y'.repeat(32)}`, false],
    ['CALLBACK_KEYS', `a:${'x:'.repeat(16)}`, true],
    ['ORDERS_API_KEYS', `north:${'k'.repeat(24)},north:${'l'.repeat(24)}`, true],
    ['ORDERS_API_KEYS', `NORTH:${'k'.repeat(24)}`, false],
    ['CALLBACK_PORT', '0', true],
    ['CALLBACK_PORT', '65536', false],
    ['SANDBOX_STRICT', 'yes', false],
  ])('%s=%s is good: %s', (variable, value, good) => {
    expect(faultsIn({ ...worker, [variable]: value }).length === 0).toBe(good);
  });

  it('needs of each process what it uses', () => {
    expect(faultsIn({}, 'client')).toEqual([]);
    expect(faultsIn({}, 'sandbox')).toEqual([]);
    expect(faultsIn({}, 'server')).toEqual(['CALLBACK_KEYS']);
    expect(faultsIn({}, 'worker')).toEqual(['PRINTESS_SERVICE_TOKEN', 'CALLBACK_BASE_URL', 'CALLBACK_KEYS']);
  });

  it('never tells a secret in a message', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 40 })
      .filter((text) => text.trim().length >= 8 && !/^[a-z ]+$/i.test(text));
    fc.assert(
      fc.property(secret, (text) => {
        const env = {
          CALLBACK_KEYS: text,
          ORDERS_API_KEYS: `shop:${text}`,
          PRINTESS_SERVICE_TOKEN: text,
          CALLBACK_PORT: 'x',
        };
        expect(() => loadConfig(env, 'worker')).toThrow(
          expect.objectContaining({ message: expect.not.stringContaining(text) }),
        );
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
    await writeFile(file, JSON.stringify({ NORTH: { tokenFile }, south: { token: 'x' } }));
    expect(faultsIn({ ...rest, PRINTESS_SHOPS_FILE: file }).length).toBeGreaterThanOrEqual(2);
  });

  it('is documented: the page names exactly the variables that there are', async () => {
    const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    const named = new Set(
      [...page.matchAll(/`((?:PRINTESS|CALLBACK|ORDERS|OPS|WORKER|WEB|FILE|SANDBOX)_[A-Z_]+)`/g)].map(
        ([, name]) => name,
      ),
    );
    expect([...named].sort()).toEqual(Object.keys(variablesSchema.shape).sort());
  });
});
