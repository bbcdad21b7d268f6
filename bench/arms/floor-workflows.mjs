import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

const callback = defineSignal('callback');
const { produce } = proxyActivities({ startToCloseTimeout: '40s', retry: { maximumAttempts: 1 } });
const { checkStatus } = proxyActivities({ startToCloseTimeout: '40s' });

/** The least that does the job: one call, a signal, a timer, one status check where no callback comes. */
export async function order(input) {
  let outcome;
  setHandler(callback, (body) => void (outcome ??= body));
  const { jobId } = await produce(input);
  if (!(await condition(() => outcome !== undefined, input.waitMs))) outcome = await checkStatus(jobId);
  return { jobId, outcome };
}
