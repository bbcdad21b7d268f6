import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Webhook } from 'standardwebhooks';
import { createActivities, type Activities } from '../../src/activities/index.js';
import type { DeliverEventInput, EventEnd } from '../../src/contract/event.js';
import { openingView } from '../../src/contract/view.js';
import { onBadPort } from '../support/bad-port.js';
import { until } from '../support/until.js';
import { withServer } from '../support/with-server.js';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`;
const order = openingView({ orderId: '1', shop: 'north', items: [{ itemId: 'mug', templateName: 'mug' }] }, new Date());
const EVENT: DeliverEventInput = {
  shop: 'north',
  orderId: '1',
  n: 3,
  type: 'order.attention',
  timestamp: '2026-01-01T00:00:00.000Z',
  order,
  webhookId: 'evt_0b3c',
};

const deliver = (url: string | undefined): Promise<EventEnd> => delivererTo(url)(EVENT);

/** A worker's activity, whose deliveries go to one receiver. */
function delivererTo(url: string | undefined): (event: DeliverEventInput) => Promise<EventEnd> {
  const receiver = url === undefined ? {} : { events: { url, secret: () => Promise.resolve(SECRET) } };
  const { deliverEvent } = createActivities({
    shop: () => ({ client: {} as never, origin: 'test', check: () => Promise.resolve(undefined), ...receiver }),
    orderLink: ({ shop, orderId }) => `https://temporal.example.com/${shop}/${orderId}`,
    callbackUrl: () => '',
  });
  return (event) =>
    new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<
      [DeliverEventInput],
      EventEnd,
      Activities['deliverEvent']
    >(deliverEvent, event);
}

describe('deliverEvent', () => {
  it('is a Standard Webhook that the public library verifies, with the order, its link and its number', async () => {
    let verified: unknown;
    await withServer(
      (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          verified = new Webhook(SECRET).verify(body, request.headers as Record<string, string>);
          expect(request.headers['webhook-id']).toBe(EVENT.webhookId);
          expect(() => new Webhook(SECRET).verify(`${body} `, request.headers as Record<string, string>)).toThrow();
          response.writeHead(204).end();
        });
      },
      async (url) => {
        expect(await deliver(url)).toBe('delivered');
      },
    );
    expect(verified).toEqual({
      type: 'order.attention',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { n: 3, order: { ...order, links: { webUi: 'https://temporal.example.com/north/1' } } },
    });
  });

  it.each([500, 404, 301])('fails with EventRefused, to be retried, where the receiver answers %i', async (status) => {
    await withServer(
      (_request, response) => response.writeHead(status, { location: '/elsewhere' }).end(),
      async (url) => {
        await expect(deliver(`${url}/hook?key=secret`)).rejects.toMatchObject({
          type: 'EventRefused',
          nonRetryable: false,
          message: expect.stringMatching(
            new RegExp(`^Event 3 of order 1: the receiver of shop north answered ${status}`),
          ),
        });
      },
    );
  });

  it('fails likewise where nobody answers, and tells neither URL nor secret', async () => {
    const error: unknown = await deliver('http://127.0.0.1:1/hook?key=confidential').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ type: 'EventRefused', nonRetryable: false });
    expect(String(error)).toContain('did not answer: no connection: nobody listens there.');
    expect(String(error)).not.toMatch(/confidential|whsec/);
  });

  it('reaches a receiver on a port that fetch refuses', async () => {
    await onBadPort(
      (_request, response) => response.writeHead(200).end(),
      async (url) => {
        expect(await deliver(url)).toBe('delivered');
      },
    );
  });

  it('is taken by a receiver that says so and then dawdles over its body', async () => {
    await withServer(
      (_request, response) => response.writeHead(202, { 'content-length': '10' }).write('a'),
      async (url) => {
        expect(await deliver(url)).toBe('delivered');
      },
    );
  });

  it('has twenty deliveries open to a shop whose receiver does not answer, and no other shop waits for it', async () => {
    const unanswered: ServerResponse[] = [];
    await withServer(
      (request, response) => {
        if (request.headers['webhook-id'] === 'evt_other') response.writeHead(204).end();
        else unanswered.push(response);
      },
      async (url) => {
        const deliverOne = delivererTo(url);
        const results = Promise.allSettled(Array.from({ length: 25 }, () => deliverOne(EVENT)));
        await until('twenty open deliveries', () => unanswered.length === 20);
        expect(await deliverOne({ ...EVENT, shop: 'south', webhookId: 'evt_other' })).toBe('delivered');
        for (const response of unanswered) response.writeHead(204).end();
        const refused = (await results).filter(({ status }) => status === 'rejected');
        expect(refused).toHaveLength(5);
        expect(refused[0]).toMatchObject({
          reason: { type: 'EventRefused', nextRetryDelay: 5_000, message: expect.stringContaining('20 deliveries') },
        });
        expect(unanswered).toHaveLength(20);
      },
    );
  });

  it('is done where the shop has no receiver', async () => {
    expect(await deliver(undefined)).toBe('no-receiver');
  });
});
