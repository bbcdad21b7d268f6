import { ActivityFailure, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { HandOverInput } from '../../contract/delivery.js';
import { itemFolders } from '../../contract/folder-name.js';
import { handOver } from '../calls/hand-over.js';
import { warn } from '../item/item-run.js';
import { endStateOf, isToBeHandedOver, orderView } from '../publish/order-view.js';
import { noteChange } from './note-change.js';
import type { OrderRun } from './order-run.js';

/**
 * All items have ended, and files of them are kept: the manifest is written, the last of the order's files, so that whoever
 * waits for it never sees half an order. None for a cancelled order. Does nothing where no files are kept.
 */
export async function handOverOrder(order: OrderRun): Promise<void> {
  while (isToBeHandedOver(order)) {
    // Before it continues as new an order begins nothing: the next run does it.
    if (order.draining) await condition(() => order.cancelled !== undefined);
    else order.isHandedOver = await writeManifest(order);
  }
}

/** False where it was called back, to cancel or to continue as new. */
async function writeManifest(order: OrderRun): Promise<boolean> {
  const scope = new CancellationScope();
  order.inFlight.add(scope);
  try {
    await scope.run(() => handOver(ticketOf(order)));
    return true;
  } catch (error) {
    if (isCancellation(error)) return false;
    if (!(error instanceof ActivityFailure)) throw error;
    const why = error.cause?.message ?? error.message;
    for (const item of order.items.filter(({ kept }) => kept).slice(0, 1)) {
      warn(item, `The files are kept, but the order's manifest could not be written: ${why}`);
      noteChange(order, item);
    }
    return true;
  } finally {
    order.inFlight.delete(scope);
  }
}

function ticketOf(order: OrderRun): HandOverInput {
  const { orderId, shop, createdAt, items } = orderView(order);
  const { orderUrl, reference } = order.input;
  const folders = itemFolders(items.map(({ itemId }) => itemId));
  return {
    shop,
    orderId,
    state: endStateOf(order),
    createdAt,
    ...(orderUrl !== undefined && { orderUrl }),
    ...(reference !== undefined && { reference }),
    items: items.map((item, index) => ({
      itemId: item.itemId,
      folder: folders[index] ?? item.itemId,
      isKept: item.kept !== undefined,
      state: item.state,
      generation: item.generation,
      templateName: item.templateName ?? '',
      ...(item.copies !== undefined && { copies: item.copies }),
      ...(item.productType !== undefined && { productType: item.productType }),
      ...(item.reference !== undefined && { reference: item.reference }),
      ...(item.jobId !== undefined && { jobId: item.jobId }),
      jobs: item.jobs,
      ...(item.warnings && { warnings: item.warnings }),
      ...(item.decisions && { decisions: item.decisions }),
    })),
  };
}
