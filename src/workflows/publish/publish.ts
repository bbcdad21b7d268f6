import { condition, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../../contract/search-attributes.js';
import { WARNING } from '../../contract/view.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { detailsText } from './details-text.js';
import type { ShopNotifier } from './notify-shop.js';
import { attentionOf, stateOf } from './order-view.js';

/** What the search attributes say. */
interface Published {
  shop: string | undefined;
  state: string | undefined;
  reasons: readonly string[];
}

/** Shows the outside how the order stands. */
export interface Publisher {
  /** Shows it now. */
  publish(): void;
  /** Shows it once an activation, whatever has changed in it; never resolves. */
  run(): Promise<never>;
}

/**
 * The Web UI's current details, and the search attributes where the order's state or its set of reasons has changed (each
 * such command is billed, and part of the history: replay depends on it). What a start by hand lacks is added.
 */
export function createPublisher(order: OrderRun, notifier: ShopNotifier): Publisher {
  const { typedSearchAttributes: started } = workflowInfo();
  let published: Published = {
    shop: started.get(PRINTESS_SHOP),
    state: started.get(PRINTESS_STATE),
    reasons: started.get(PRINTESS_ATTENTION) ?? [],
  };
  const publish = () => {
    order.isChanged = false;
    setCurrentDetails(detailsText(order));

    const { shop } = order.input;
    const state = stateOf(order);
    const reasons = openReasons(order);
    if (shop === published.shop && state === published.state && reasons.join() === published.reasons.join()) return;
    const isNewReason = reasons.some((reason) => !published.reasons.includes(reason));
    published = { shop, state, reasons };
    upsertSearchAttributes([
      { key: PRINTESS_STATE, value: state },
      { key: PRINTESS_SHOP, value: shop },
      { key: PRINTESS_ATTENTION, value: reasons },
    ]);
    if (state === 'attention' && isNewReason) notifier.notify('order.attention');
  };

  return {
    publish,
    async run() {
      for (;;) {
        await condition(() => order.isChanged);
        publish();
      }
    },
  };
}

/** The distinct reasons now open, and `warning` where a person should see what was produced. */
function openReasons(order: OrderRun): string[] {
  const reasons = order.items.flatMap((item) => attentionOf(order, item)?.reason ?? warningOf(item));
  return [...new Set(reasons)].sort();
}

const warningOf = ({ state, warnings }: ItemRun): string[] =>
  state.kind === 'produced' && warnings.length > 0 ? [WARNING] : [];
