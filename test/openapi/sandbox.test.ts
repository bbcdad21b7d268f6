import { expect, it } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/index.js';
import { schemathesis } from '../support/schemathesis.js';

it('the sandbox answers as its OpenAPI document says, whatever is sent', async () => {
  const sandbox = await startSandbox({ renderMs: 1 });
  try {
    expect(await schemathesis(`${sandbox.url}/openapi.json`, sandbox.token)).toMatch(/Tested: 10/);
  } finally {
    await sandbox.close();
  }
});
