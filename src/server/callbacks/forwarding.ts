import type { Signalled } from './signal-order.js';

const SIGNALS_PER_ITEM = 5;
/** Of an item's signals, as many are kept for final outcomes. */
const KEPT_FOR_FINAL = 2;
const SIGNALS_PER_ORDER = 2_000;
/** Bytes of an order's reports; beyond them lists of files are left out. */
const BYTES_PER_ORDER = 2_000_000;
/** Bodies that are read for an item, whatever they say: reading one takes a while, and Printess sends a dozen. */
const BODIES_PER_ITEM = 200;
/** Orders that the process remembers; the one not heard of for longest is forgotten first. */
const ORDERS_REMEMBERED = 10_000;

interface OrderMemory {
  signals: number;
  bytes: number;
  /** By item and generation. */
  items: Map<string, ItemMemory>;
  inFlight: Set<Promise<Signalled>>;
}

interface ItemMemory {
  bodies: number;
  /** What makes a report the same as another → its signal, in flight or accepted. */
  reports: Map<string, Promise<Signalled>>;
}

/** What is known of a callback before its body is read. */
export interface Callback {
  /** Order's workflow id. */
  order: string;
  /** Item and generation. */
  item: string;
  /** What makes it the same as another one: its body's digest, or a word for all that cannot be understood. */
  sameness: string;
}

/** What is known of a report before it is forwarded. */
export interface Candidate extends Callback {
  final: boolean;
  /** Of its JSON. */
  bytes: number;
}

/**
 * Which reports become signals: none twice, five an item (two of them kept for final outcomes), 2,000 an order and 2 MB
 * of them, for each process: Temporal ends an order that gets 10,000 signals or 50 MB. A signal counts from the moment
 * it is sent, and no longer where it fails.
 */
export interface Forwarding {
  /**
   * Whether there is no use in reading a body, since no signal could come of it; counts those that are read. Rejects as
   * `forward` does.
   */
  isSettled(callback: Callback): Promise<'repeated' | 'limited' | undefined>;
  /**
   * Sends a report, without its list of files where `whole` is false, unless a limit says no. The same report at the
   * same time shares one signal, and its failure; one over a limit fails where a signal in flight that it is not sent
   * for fails: nothing is acknowledged for a signal that may not have been accepted.
   */
  forward(
    candidate: Candidate,
    send: (whole: boolean) => Promise<Signalled>,
  ): Promise<Signalled | 'repeated' | 'limited'>;
}

export function createForwarding(): Forwarding {
  const orders = new Map<string, OrderMemory>();

  const memoryOf = (order: string): OrderMemory => {
    const memory = orders.get(order) ?? { signals: 0, bytes: 0, items: new Map(), inFlight: new Set() };
    // Set again, so that the map's order is the order of last use.
    orders.delete(order);
    orders.set(order, memory);
    if (orders.size > ORDERS_REMEMBERED)
      for (const [name, { inFlight }] of orders)
        if (inFlight.size === 0) {
          orders.delete(name);
          break;
        }
    return memory;
  };

  const itemOf = ({ items }: OrderMemory, item: string): ItemMemory => {
    const memory = items.get(item) ?? { bodies: 0, reports: new Map<string, Promise<Signalled>>() };
    items.set(item, memory);
    return memory;
  };

  return {
    async isSettled({ order, item, sameness }) {
      const memory = itemOf(memoryOf(order), item);
      const same = memory.reports.get(sameness);
      if (same) {
        await same;
        return 'repeated';
      }
      if (memory.bodies < BODIES_PER_ITEM && memory.reports.size < SIGNALS_PER_ITEM) {
        memory.bodies += 1;
        return undefined;
      }
      if (memory.reports.size === 0) throw new Error('Too many bodies for an item, and no signal of it was accepted.');
      await Promise.all(memory.reports.values());
      return 'limited';
    },

    async forward({ order, item, sameness, final, bytes }, send) {
      const memory = memoryOf(order);
      const { reports } = itemOf(memory, item);

      const same = reports.get(sameness);
      if (same) {
        await same;
        return 'repeated';
      }
      const crowd =
        memory.signals >= SIGNALS_PER_ORDER
          ? memory.inFlight
          : reports.size >= (final ? SIGNALS_PER_ITEM : SIGNALS_PER_ITEM - KEPT_FOR_FINAL)
            ? reports.values()
            : undefined;
      if (crowd) {
        await Promise.all(crowd);
        return 'limited';
      }

      const whole = memory.bytes + bytes <= BYTES_PER_ORDER;
      const charged = whole ? bytes : 0;
      memory.signals += 1;
      memory.bytes += charged;
      const sent = send(whole);
      reports.set(sameness, sent);
      memory.inFlight.add(sent);
      try {
        return await sent;
      } catch (error) {
        memory.signals -= 1;
        memory.bytes -= charged;
        reports.delete(sameness);
        throw error;
      } finally {
        memory.inFlight.delete(sent);
      }
    },
  };
}
