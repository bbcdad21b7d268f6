import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../src/temporal-server/index.js';
import { schemathesis } from '../support/schemathesis.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

const KEY = 'key-of-a-shop-for-schemathesis';
let world: ProcessWorld;
let port: number;
beforeAll(async () => {
  port = await freePort();
  world = await startProcessWorld({
    ORDERS_API_KEYS: `default:${KEY}`,
    ORDERS_API_PORT: String(port),
    ORDERS_API_RATE: '1000000',
  });
  await world.startWorker();
});
afterAll(() => world.close());

it('the orders API answers as its OpenAPI document says, whatever is sent', async () => {
  const told = await schemathesis(`http://127.0.0.1:${port}/openapi.json`, KEY).catch((error: unknown) => {
    // What it calls a server error is in the log alone.
    const failed = world
      .serverLog()
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    throw new Error(`${String(error)}\n${failed.join('\n')}`, { cause: error });
  });
  expect(told).toMatch(/Tested: 11/);
});
