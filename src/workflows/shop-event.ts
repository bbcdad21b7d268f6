import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { EventEnd, ShopEvent } from '../contract/event.js';
import { TASK_QUEUES } from '../contract/names.js';
import type { Activities } from '../activities/index.js';
import { escapeMarkdown } from './publish/escape-markdown.js';

/**
 * One event on its way to a shop: delivered again and again, for three days, until the shop's receiver has taken it. A
 * receiver that is dead shows here, in the attempts of the activity, and fails this workflow alone.
 */
export async function shopEvent(event: ShopEvent): Promise<EventEnd> {
  const { deliverEvent } = proxyActivities<Activities>({
    taskQueue: TASK_QUEUES.delivery,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: '3 days',
    retry: { initialInterval: '5s', backoffCoefficient: 3, maximumInterval: '1h' },
  });
  setCurrentDetails(
    `## 📨 Event ${event.n} of order ${escapeMarkdown(event.orderId)}: ${event.type}\n\n` +
      'Delivered again and again, for three days, until the shop’s receiver takes it. **Pending Activities** shows what it ' +
      'answered last, and when it is asked again; **Reset** there delivers at once.',
  );
  // Its own alone: Standard Webhooks wants no full stop in it, and nothing that a user has chosen.
  const { firstExecutionRunId } = workflowInfo();
  return deliverEvent({ ...event, webhookId: `evt_${firstExecutionRunId}` });
}
