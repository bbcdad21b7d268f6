import { z } from 'zod';
import type { Body, Operation } from './operation.js';

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
}

/** An OpenAPI 3.1 document of these operations, their JSON Schemas made from the zod schemas that validate. */
export function openApiDocument(
  { token, ...info }: ApiInfo,
  operations: Operation[],
): OpenApiDocument & Record<string, unknown> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  return {
    openapi: '3.1.0',
    info,
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: token } } },
    security: [{ token: [] }],
  };
}

function describe({ tag, summary, parameters = [], body, answers, method, path }: Operation): object {
  return {
    operationId: `${method} ${path}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, ''),
    tags: [tag],
    summary,
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ schema, ...rest }) => ({
        ...rest,
        required: rest.in === 'path',
        schema: jsonSchema(schema, 'input'),
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

function contentOf({ schema, contentType = 'application/json', example }: Body, io: 'input' | 'output'): object {
  return { [contentType]: { schema: jsonSchema(schema, io), ...(example !== undefined && { example }) } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
