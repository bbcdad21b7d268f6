import { NativeConnection } from '@temporalio/worker';
import { describe, expect, it } from '@jest/globals';
import { checkSetUp } from '../../src/client/check-namespace.js';
import { loadConfig } from '../../src/config.js';
import { startWorker } from '../../src/worker/index.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

installQuietRuntime();

const namespace = `test-${process.env['JEST_WORKER_ID'] ?? '1'}`;
const config = loadConfig(
  {
    PRINTESS_SERVICE_TOKEN: 'token',
    PRINTESS_HTTP_TIMEOUT: '1s',
    CALLBACK_BASE_URL: 'https://print.example.com',
    CALLBACK_KEYS: `a:${'x'.repeat(32)}`,
  },
  'worker',
);

describe('the workers of a process', () => {
  it('tell whether they take work, and from which task queues they do not', async () => {
    const connection = await NativeConnection.connect({ address: process.env['PRINTESS_TEST_TEMPORAL_ADDRESS'] ?? '' });
    try {
      const worker = await startWorker({ config, connection, namespace });
      expect(() => worker.checkPolling()).not.toThrow();
      await checkSetUp(connection, namespace);
      await expect(checkSetUp(connection, 'nowhere')).rejects.toThrow('Temporal has no namespace nowhere');
      worker.shutdown();
      await worker.ended;
      expect(() => worker.checkPolling()).toThrow(
        'No work is taken from printess-production, printess-status, printess-delivery.',
      );
    } finally {
      await connection.close();
    }
  });
});
