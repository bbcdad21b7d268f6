import { components, type Components, type Shape } from './components.js';
import type { Body, Operation, Webhook } from './operation.js';

export interface ApiInfo {
  title: string;
  description: string;
  version: string;
  /** What the bearer token is, for the person who enters it. */
  token: string;
}

/** What a reader of a document can count on; the rest is as the standard has it. */
export interface OpenApiDocument {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, object>>;
  webhooks?: Record<string, Record<string, object>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

/**
 * An OpenAPI 3.1 document of these operations, and of what is sent to webhooks, by name. Its JSON Schemas are made from the
 * zod schemas that validate; those with an id are its components.
 */
export function openApiDocument(
  { token, ...info }: ApiInfo,
  operations: Operation[],
  webhooks: Record<string, Webhook> = {},
): OpenApiDocument & Record<string, unknown> {
  const { schemas, schemaOf } = components([...operations.flatMap(schemasOf), ...Object.values(webhooks).map(sent)]);
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation, schemaOf);
  return {
    openapi: '3.1.0',
    info,
    paths,
    ...(Object.keys(webhooks).length > 0 && {
      webhooks: Object.fromEntries(
        Object.entries(webhooks).map(([name, { summary, schema, answers }]) => [
          name,
          {
            post: {
              summary,
              security: [],
              requestBody: { required: true, content: { 'application/json': { schema: schemaOf(schema, 'output') } } },
              responses: answers,
            },
          },
        ]),
      ),
    }),
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer', description: token } } },
    security: [{ token: [] }],
  };
}

const sent = ({ schema }: Webhook): Shape => ({ schema, io: 'output' });

function schemasOf({ parameters = [], body, answers }: Operation): Shape[] {
  const out = Object.values(answers).flatMap(({ schema }) => (schema ? [{ schema, io: 'output' as const }] : []));
  return [...[...parameters, ...(body ? [body] : [])].map(({ schema }) => ({ schema, io: 'input' as const })), ...out];
}

function describe(
  { tag, summary, parameters = [], body, answers, method, path }: Operation,
  schemaOf: Components['schemaOf'],
): object {
  const contentOf = ({ schema, contentType = 'application/json', example }: Body, io: Shape['io']): object => ({
    [contentType]: { schema: schemaOf(schema, io), ...(example !== undefined && { example }) },
  });
  return {
    operationId: `${method} ${path}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, ''),
    tags: [tag],
    summary,
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ schema, ...rest }) => ({
        ...rest,
        required: rest.in === 'path',
        schema: schemaOf(schema, 'input'),
      })),
    }),
    ...(body && { requestBody: { required: body.required ?? true, content: contentOf(body, 'input') } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { description, schema, ...rest }]) => [
        status,
        { description, ...(schema && { content: contentOf({ schema, ...rest }, 'output') }) },
      ]),
    ),
  };
}
