import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../../src/contract/carried-state.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { startGeneration } from '../../../src/workflows/item/start-generation.js';
import { attemptOf, NOW, renderingItem, unansweredAttempt } from '../../support/item-run-of.js';

const spec = { itemId: 'a', templateName: 'mug', copies: 2 };

describe('the next generation', () => {
  it('is a new intent, by what a person wants now: queued, not called yet, without a job', () => {
    const item = renderingItem({ end: { outcome: { kind: 'failed', message: '' }, source: 'callback' } });
    expect(startGeneration(item, spec)).toEqual({ kind: 'queued' });
    expect(item).toMatchObject({ generation: 2, spec });
    expect(item.attempts).toEqual([attemptOf('accepted'), attemptOf('none', { generation: 2 })]);
    expect([item.jobId, item.end]).toEqual([undefined, undefined]);
    expect(mayPay(item)).toBe(true);
  });

  it('keeps the jobs of the ones before on record', () => {
    const item = renderingItem();
    startGeneration(item, spec);
    expect(item.jobs).toMatchObject([{ jobId: 'J1', generation: 1 }]);
  });

  it.each<[Attempt['call'], Attempt]>([
    ['absent', unansweredAttempt()],
    ['none', attemptOf('none', { provableFrom: NOW })],
    ['not-sent', attemptOf('not-sent', { provableFrom: NOW })],
    ['accepted', attemptOf('accepted')],
    ['refused', attemptOf('refused')],
  ])('has the call before it proved: %s', (call, attempt) => {
    const item = renderingItem({ attempts: [attempt] });
    startGeneration(item, spec);
    expect(item.attempts[0]?.call).toBe(call);
    expect(item.attempts[0]?.provableFrom).toBeUndefined();
  });
});
