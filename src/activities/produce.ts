import { setTimeout as sleep } from 'node:timers/promises';
import { activityInfo, log } from '@temporalio/activity';
import type { ProduceInput } from '../contract/activity-inputs.js';
import type { FindJobsAnswer, ProduceAnswer } from '../contract/answer.js';
import { intentText } from '../contract/intent.js';
import { findJobs } from '../printess/find-jobs.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { lookFailed } from './look-failed.js';
import { toBody } from './produce-body.js';
import { sendBy } from './send-by.js';

/**
 * Has one item produced: looks for its intent first and adopts what it finds, asks what is free, then makes one call at
 * the most, and only while a whole deadline is left. Everything that happens is a value; it never throws for Printess's sake.
 */
export function createProduce({ shop: shopOf, callbackUrl }: ActivityDeps): Activities['produce'] {
  return async (input: ProduceInput): Promise<ProduceAnswer> => {
    const { shop, orderId, item, generation, httpTimeout, settleTime } = input;
    const connection = shopOf(shop);
    if (!connection) return unknownShop(shop);
    const { client, origin, check } = connection;
    const intent = intentText(shop, orderId, item, generation);

    if (input.afterReset) await waitUntilOldCallsHaveLanded(httpTimeout + settleTime);

    let known: FindJobsAnswer;
    try {
      known = await findJobs({ client, intent, orderId, origin, deadlineMs: httpTimeout });
    } catch (error) {
      return lookFailed(error);
    }
    const [oldest, ...others] = known.jobs;
    if (oldest) return adopted(oldest, others);

    const fault = await check(item, httpTimeout);
    if (fault !== undefined) return { kind: 'refused', message: `Nothing was sent. ${fault}`, produceCalls: 0 };

    if (Date.now() > (await sendBy(httpTimeout))) return tooLate(intent);
    const url = callbackUrl({ shop, orderId, itemId: item.itemId, generation });
    const answer = await client.produce(toBody({ item, origin, orderId, intent, callbackUrl: url }), httpTimeout);
    log.info('Printess answered produce', { intent, answer: answer.kind });
    return answer;
  };
}

/** A call that the run before the reset has sent may still be on its way, and then takes a while to show in the list. */
async function waitUntilOldCallsHaveLanded(wait: number): Promise<void> {
  const landed = activityInfo().currentAttemptScheduledTimestampMs + wait;
  await sleep(Math.max(0, landed - Date.now()));
}

function adopted(oldest: FindJobsAnswer['jobs'][number], others: FindJobsAnswer['jobs']): ProduceAnswer {
  const { createdOn, ...job } = oldest;
  return {
    kind: 'accepted',
    ...job,
    produceCalls: 0,
    found: createdOn === undefined ? {} : { createdOn },
    otherJobs: others.map(({ jobId }) => jobId),
  };
}

function unknownShop(shop: string): ProduceAnswer {
  const message = `The worker's configuration has no shop ${shop}: add it to PRINTESS_SHOPS_FILE and restart the worker.`;
  return { kind: 'held', reason: 'unauthorized', message, produceCalls: 0 };
}

function tooLate(intent: string): ProduceAnswer {
  const message = `The worker had too little time left to call produce for ${intent}, so it did not.`;
  return { kind: 'not-sent', message, produceCalls: 0 };
}
