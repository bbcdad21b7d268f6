import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { pino } from 'pino';
import { createAnswerRecord } from '../../src/server/callbacks/answer-record.js';
import { createOpsApp } from '../../src/server/ops-app.js';
import { withServer } from '../support/with-server.js';

describe('health and metrics', () => {
  it('say whether the process lives, whether it is ready and what is not, and what it has counted', async () => {
    const registry = new Registry();
    createAnswerRecord(registry, pino({ level: 'silent' }))('forwarded');
    let away = false;
    const temporal = () => (away ? Promise.reject(new Error('away')) : Promise.resolve());
    await withServer(createOpsApp({ registry, checks: { temporal } }), async (url) => {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      away = true;
      const notReady = await fetch(`${url}/readyz`);
      expect([notReady.status, await notReady.json()]).toEqual([
        503,
        { status: 'not ready', failed: ['temporal'], why: { temporal: 'away' } },
      ]);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('printess_callbacks_total{answer="forwarded"} 1');
    });
  });
});
