const SIGNALS_PER_ITEM = 5;
/** Of an item's signals, so many are kept for final outcomes. */
const KEPT_FOR_FINAL = 2;
const SIGNALS_PER_ORDER = 2_000;
/** Orders that the process remembers; the one not heard of for longest is forgotten first. */
const ORDERS_REMEMBERED = 10_000;

interface OrderMemory {
  signals: number;
  items: Map<string, ItemMemory>;
}

interface ItemMemory {
  signals: number;
  bodies: Set<string>;
}

/** What is known of a callback before it is forwarded. */
export interface Candidate {
  /** Order's workflow id. */
  order: string;
  /** Item and generation. */
  item: string;
  /** What makes it the same callback as another one: its body's digest, or a word for all that cannot be understood. */
  sameness: string;
  final: boolean;
}

/**
 * Which callbacks become signals: none twice, five an item (two of them kept for final outcomes), 2,000 an order per
 * process: Temporal ends an order that gets 10,000. Beyond that the order's own look ends the item.
 */
export interface Forwarding {
  /** Whether this callback is to be forwarded; tell `forwarded` once Temporal has taken it. */
  allows(candidate: Candidate): boolean;
  forwarded(candidate: Candidate): void;
}

export function createForwarding(): Forwarding {
  const orders = new Map<string, OrderMemory>();

  return {
    allows({ order, item, sameness, final }) {
      const memory = orders.get(order);
      if (!memory) return true;
      if (memory.signals >= SIGNALS_PER_ORDER) return false;
      const { signals, bodies } = memory.items.get(item) ?? { signals: 0, bodies: new Set() };
      if (bodies.has(sameness)) return false;
      return signals < (final ? SIGNALS_PER_ITEM : SIGNALS_PER_ITEM - KEPT_FOR_FINAL);
    },

    forwarded({ order, item, sameness }) {
      const memory = orders.get(order) ?? { signals: 0, items: new Map<string, ItemMemory>() };
      const itemMemory = memory.items.get(item) ?? { signals: 0, bodies: new Set<string>() };
      memory.signals += 1;
      itemMemory.signals += 1;
      itemMemory.bodies.add(sameness);
      memory.items.set(item, itemMemory);
      // Set anew, so that the map's order is the order of last use.
      orders.delete(order);
      orders.set(order, memory);
      const [oldest] = orders.keys();
      if (orders.size > ORDERS_REMEMBERED && oldest !== undefined) orders.delete(oldest);
    },
  };
}
