import { openApiDocument, type Operation } from '../openapi/index.js';
import { ENDPOINTS } from './endpoints/index.js';
import type { SandboxState } from './state.js';
import { errorAnswer } from './wire-answers.js';

const REFUSALS: Record<number, string> = {
  400: 'The body is not what the call takes',
  401: 'The token is missing or not valid',
  402: 'The account is empty',
  403: 'The token may not do this',
  404: 'There is no such thing',
  406: 'Not accepted; `m` says why',
  413: 'The body is too large',
  429: 'Too many requests: wait as long as Retry-After says',
  500: 'Unknown error; try again later',
  503: 'The sandbox is down, as a fault wants it',
};
const OF_EVERY_CALL = [400, 401, 403, 413, 429, 500, 503];

/** The OpenAPI 3.1 document of the Backend API as this sandbox answers it. */
export function sandboxDocument({ options }: Pick<SandboxState, 'options'>): object {
  const operations = ENDPOINTS.map(({ path, tag, summary, request, answer, example, refusals = [] }): Operation => ({
    method: 'post',
    path,
    tag,
    summary,
    body: { schema: request, example },
    answers: {
      200: { description: 'Done', schema: answer },
      ...Object.fromEntries(
        [...OF_EVERY_CALL, ...refusals].map((status) => [
          status,
          { description: REFUSALS[status] ?? 'Refused', schema: errorAnswer },
        ]),
      ),
    },
  }));
  return openApiDocument(
    {
      title: 'Printess Backend API (sandbox)',
      description:
        'A stand-in of the Printess Backend API: nothing costs anything, faults can be rehearsed. ' +
        `Unknown properties are ${options.strict ? 'refused' : 'noted in the ledger'}.`,
      version: '1',
      token: 'The service token of the sandbox (SANDBOX_TOKEN)',
    },
    operations,
  );
}
