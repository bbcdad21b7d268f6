import type { ItemState, Job } from '../../contract/carried-state.js';
import type { ItemRun, Setting } from './item-run.js';
import { takeKeptReports } from './take-report.js';

/** Has the item follow a job from now on: it waits for the job's callback, and asks for its status where that stays away. */
export function follow(
  item: ItemRun,
  { jobId, generation, printessOrderId, named }: Pick<Job, 'jobId' | 'generation' | 'printessOrderId' | 'named'>,
  setting: Setting,
): ItemState {
  const known = item.jobs.find((job) => job.jobId === jobId);
  const job: Job = known ?? { jobId, generation, state: 'rendering', deadline: 0, checks: 0, ...(named && { named }) };
  if (!known) item.jobs.push(job);
  if (printessOrderId !== undefined) job.printessOrderId = printessOrderId;
  job.state = 'rendering';
  job.deadline = setting.now + setting.waits.orderDeadline;
  job.checks = 0;
  delete job.missedAt;
  item.jobId = jobId;
  delete item.success;
  delete item.kept;
  delete item.filesUntil;
  // The wish to follow it is fulfilled; what else was wanted with it is not.
  if (item.correction?.adopt?.jobId === jobId) {
    const { adopt, ...rest } = item.correction;
    item.correction = rest;
  }
  item.end = undefined;
  takeKeptReports(item, setting);
  const isWanted = named === true || item.checkBroughtForwardFor === item.generation;
  return { kind: 'rendering', nextCheckAt: isWanted ? setting.now : nextCheckAt(job, setting) };
}

/** The next check comes after the policy's next wait, up to a tenth later, and never after the job's deadline. */
export function nextCheckAt(job: Job, { now, waits, moment }: Setting): number {
  const wait = waits.statusChecks[Math.min(job.checks, waits.statusChecks.length - 1)] ?? 0;
  if (now + wait >= job.deadline) return job.deadline;
  return Math.min(moment(now + wait, now + wait * 1.1), job.deadline);
}
