import type { ItemView, OrderView } from '../contract/view.js';
import { orderStateOf } from '../contract/view.js';
import { possibleActions } from './possible-actions.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** The order as the query, the result and the updates show it. */
export function orderView(order: OrderRun): OrderView {
  return {
    orderId: order.order.orderId,
    shop: order.order.shop,
    state: orderStateOf(order.items, order.cancelled !== undefined),
    items: order.items.map(itemView),
    createdAt: new Date(order.createdAt).toISOString(),
    updatedAt: new Date(order.updatedAt).toISOString(),
    links: {},
  };
}

/** One item of it. */
export function itemView(item: ItemRun): ItemView {
  const { success, ignored } = item;
  return {
    itemId: item.item.itemId,
    state: item.state,
    generation: item.generation,
    jobs: item.jobs.map(({ generation, jobId, printessOrderId, state }) => ({
      generation,
      jobId,
      ...(printessOrderId !== undefined && { printessOrderId }),
      state,
    })),
    ...(item.job && { jobId: item.job.jobId }),
    ...(success && { files: success.files, fileCount: success.fileCount }),
    ...(success?.filesOmitted && { filesOmitted: true as const }),
    ...(success?.zip !== undefined && { zip: success.zip }),
    ...(item.warnings.length > 0 && { warnings: item.warnings }),
    ...(item.attention && { attention: item.attention }),
    ...(item.source && { source: item.source }),
    produceCalls: item.produceCalls,
    statusCalls: item.statusCalls,
    ...(item.doubt && { unansweredCall: true as const }),
    ...(ignored.repeated + ignored.foreign > 0 && { ignoredCallbacks: ignored }),
    ...(item.nextStatusCheckAt !== undefined && { nextStatusCheckAt: new Date(item.nextStatusCheckAt).toISOString() }),
    actions: possibleActions(item),
  };
}
