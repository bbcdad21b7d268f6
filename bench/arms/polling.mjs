// What the vendor's sample does: order, then ask once a second until the job has ended. Nothing is kept.
import { setTimeout as sleep } from 'node:timers/promises';
import { checkStatus, produce } from '../harness/app.mjs';

export async function open() {
  const jobs = new Map();
  return {
    start: async (orderId) => void jobs.set(orderId, (await produce(orderId, { callback: false })).jobId),
    async result(orderId) {
      for (;;) {
        await sleep(1_000);
        const status = await checkStatus(jobs.get(orderId));
        if (status.isFinalStatus) return jobs.delete(orderId);
      }
    },
    openCount: async () => jobs.size,
  };
}
