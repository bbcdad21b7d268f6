import { describe, expect, it } from '@jest/globals';
import { checkCallback } from '../../src/cli/doctor/check-callback.js';
import { loadConfig } from '../../src/config.js';
import { onBadPort } from '../support/bad-port.js';

const configOf = (base: string) =>
  loadConfig(
    { PRINTESS_SERVICE_TOKEN: 'token', CALLBACK_BASE_URL: base, CALLBACK_KEYS: `a:${'x'.repeat(32)}` },
    'everything',
  );

describe('doctor’s look at the callback endpoint', () => {
  it('reaches ports that fetch refuses', async () => {
    await onBadPort(
      (_request, response) => response.writeHead(415).end(),
      async (url) => {
        expect(await checkCallback(configOf(url))).toMatchObject({ state: 'ok' });
      },
    );
  });

  it('says why nothing answers', async () => {
    expect(await checkCallback(configOf('http://127.0.0.1:1'))).toMatchObject({
      state: 'fault',
      said: expect.stringMatching(
        /^Nothing answers at http:\/\/127\.0\.0\.1:1 \(no connection: nobody listens there\): start/,
      ),
    });
  });
});
