import * as z from 'zod';
import { openApiDocument, type OpenApiDocument, type Operation } from '../../openapi/index.js';
import { orderEventSchema } from '../../contract/event.js';
import { idSchema } from '../../contract/item.js';
import { itemViewSchema, orderViewSchema } from '../../contract/view.js';
import { problemSchema } from './problem.js';
import {
  ACTION_BODIES,
  checkBodySchema,
  doneSchema,
  fileNumberSchema,
  listQuerySchema,
  orderBodySchema,
  orderListSchema,
  submittedLineSchema,
  validSchema,
  waitSchema,
  type ItemActionName,
} from './shapes.js';

const PROBLEMS: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'The key is missing or not known',
  404: 'Your shop has no such order, or page of orders',
  409: 'Not possible: the sentence says why',
  410: 'The order’s workflow was terminated or has failed: see the Temporal Web UI',
  413: 'The body is too large',
  415: 'The body has the wrong type',
  422: 'The input is wrong; `issues` names each field by its path; nothing was done',
  429: 'Too many requests for this key, or wrong keys from this address; see Retry-After',
  503: 'Temporal or a worker does not answer now; nothing is lost; see Retry-After',
};
const OF_EVERY_CALL = [400, 401, 429, 503];

const problems = (...statuses: number[]): Operation['answers'] =>
  Object.fromEntries(
    [...OF_EVERY_CALL, ...statuses].map((status) => [
      status,
      { description: PROBLEMS[status] ?? 'Refused', schema: problemSchema, contentType: 'application/problem+json' },
    ]),
  );

const orderId = { name: 'orderId', in: 'path', schema: idSchema, description: 'The shop’s id of the order' } as const;
const itemId = { name: 'itemId', in: 'path', schema: idSchema, description: 'The item’s id in the order' } as const;
const query = (name: string, schema: z.ZodType, description: string) =>
  ({ name, in: 'query', schema, description }) as const;

const EXAMPLE = { items: [{ itemId: 'mug', templateName: 'poster', copies: 2, vdp: { form: { name: 'Ada' } } }] };

const ACTIONS: Record<ItemActionName, { summary: string; example: object }> = {
  retry: { summary: 'Have an item rendered again: paid again', example: { generation: 1 } },
  adopt: { summary: 'Have an item follow a job that Printess has already', example: { jobId: 'a-job-id' } },
  approve: { summary: 'Take an item’s files as they are', example: { reason: 'seen by Ada' } },
  abandon: { summary: 'Give an item up', example: { reason: 'the customer has cancelled' } },
};

const OPERATIONS: Operation[] = [
  {
    method: 'put',
    path: '/v1/orders/{orderId}',
    tag: 'orders',
    summary: 'Start a paid order, or join it: safe to repeat',
    parameters: [
      orderId,
      query('dryRun', z.enum(['true', 'false']), '`true`: the shapes are checked, nothing is started'),
    ],
    body: { schema: orderBodySchema, example: EXAMPLE },
    answers: {
      200: {
        description: 'It was there already, the same; or the dry run is fine',
        schema: z.union([orderViewSchema, validSchema]),
      },
      201: { description: 'Started', schema: orderViewSchema },
      ...problems(409, 410, 413, 415, 422),
    },
  },
  {
    method: 'get',
    path: '/v1/orders/{orderId}',
    tag: 'orders',
    summary: 'See an order; wait for its end',
    parameters: [
      orderId,
      query('wait', waitSchema, 'Answer when the order has ended or needs a person, at the latest then: `30s`'),
    ],
    answers: { 200: { description: 'The order', schema: orderViewSchema }, ...problems(404, 410, 422) },
  },
  {
    method: 'get',
    path: '/v1/orders/{orderId}/items/{itemId}/files/{n}',
    tag: 'orders',
    summary: 'Fetch a file of an item',
    parameters: [
      orderId,
      itemId,
      { name: 'n', in: 'path', schema: fileNumberSchema, description: 'Which of its `files`, from 1; or `zip`' },
    ],
    answers: {
      200: {
        description: 'The file, from the archive',
        schema: z.string().meta({ format: 'binary' }),
        contentType: 'application/octet-stream',
      },
      302: { description: 'It lies at Printess: there' },
      ...problems(404, 410, 422),
    },
  },
  {
    method: 'get',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'List orders, the newest first',
    parameters: [
      query('state', listQuerySchema.shape.state.unwrap(), 'Only orders in this state'),
      query('attention', listQuerySchema.shape.attention.unwrap(), 'Only orders that wait for this reason'),
      query('limit', listQuerySchema.shape.limit.unwrap(), 'Orders a page, 50 if absent'),
      query('cursor', listQuerySchema.shape.cursor.unwrap(), '`cursor` of the page before'),
    ],
    answers: {
      200: { description: 'A page; without `cursor` it is the last', schema: orderListSchema },
      ...problems(404, 422),
    },
  },
  {
    method: 'post',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'Start many orders: JSON Lines, an order with its orderId a line, 1,000 at the most; an answer a line',
    body: {
      schema: z.string().regex(/\S/),
      contentType: 'application/x-ndjson',
      example: `${JSON.stringify({ orderId: '1001', ...EXAMPLE })}\n`,
    },
    answers: {
      200: {
        description: 'An answer for each line, in their order',
        schema: submittedLineSchema,
        contentType: 'application/x-ndjson',
      },
      ...problems(413, 415, 422),
    },
  },
  ...Object.entries(ACTIONS).map(([name, { summary, example }]): Operation => ({
    method: 'post',
    path: `/v1/orders/{orderId}/items/{itemId}/${name}`,
    tag: 'decisions',
    summary,
    parameters: [orderId, itemId],
    body: { schema: ACTION_BODIES[name as ItemActionName], example, required: name !== 'retry' },
    answers: {
      200: { description: 'The item, as it stands', schema: itemViewSchema },
      ...problems(404, 409, 410, 413, 415, 422),
    },
  })),
  {
    method: 'post',
    path: '/v1/orders/{orderId}/cancel',
    tag: 'decisions',
    summary: 'Cancel an order: calls in flight are allowed to finish, produced items stay',
    parameters: [orderId],
    answers: { 202: { description: 'Asked for', schema: doneSchema }, ...problems(404, 409, 422) },
  },
  {
    method: 'post',
    path: '/v1/orders/{orderId}/check',
    tag: 'decisions',
    summary: 'Ask Printess now about the open jobs, or one item’s',
    parameters: [orderId],
    body: { schema: checkBodySchema, example: {}, required: false },
    answers: { 202: { description: 'Asked for', schema: doneSchema }, ...problems(404, 409, 413, 415, 422) },
  },
];

/** Express paths with the methods that they take. */
export const ROUTES: ReadonlyMap<string, string[]> = OPERATIONS.reduce((routes, { path, method }) => {
  const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
  return routes.set(route, [...(routes.get(route) ?? []), method.toUpperCase()]);
}, new Map<string, string[]>());

/** The OpenAPI 3.1 document of the orders API. */
export function ordersDocument(): OpenApiDocument {
  return openApiDocument(
    {
      title: 'printess-production: orders API',
      description:
        'Paid orders in, print-ready files out. The key says which shop; another shop’s order does not exist. An order is ' +
        '1 MB of JSON at the most, with 50,000 values and 100 levels.',
      version: '1',
      token: 'One of the keys of ORDERS_API_KEYS',
    },
    OPERATIONS,
    {
      event: {
        summary: 'An order has reached a state: a Standard Webhook to the shop’s `eventsUrl`, signed with its secret',
        schema: orderEventSchema,
        answers: { '2XX': { description: 'Taken; whatever else is answered, it comes again for three days' } },
      },
    },
  );
}
