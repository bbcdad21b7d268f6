import type { Client } from '@temporalio/client';
import { Gauge, type Registry } from 'prom-client';
import { createClient } from '../client/index.js';
import { PRODUCTION_ORDER } from '../contract/names.js';
import { PRINTESS_ATTENTION } from '../contract/search-attributes.js';
import { WARNING } from '../contract/view.js';
import { parseWorkflowId } from '../contract/workflow-id.js';

/** A scrape that comes sooner is given the same figures. */
const FRESH_MS = 10_000;
/** A scraper gives up after ten seconds: what Temporal has not answered by then is left out. */
const DEADLINE_MS = 4_000;
/** Orders that are asked for their items in one scrape, one after the other; the rest in the next ones. */
const QUESTIONS = 20;
/** From one question to an order to the next, where its reasons stay the same. */
const ASK_AGAIN_MS = 600_000;
/** Where it has not answered. */
const RETRY_MS = 60_000;
/** Orders that are counted: where a shop's token is wrong, it may be all that it has. */
const ORDERS = 10_000;

const QUERY = `WorkflowType="${PRODUCTION_ORDER}" AND ExecutionStatus="Running" AND PrintessState="attention"`;

/** Something that waits; of an order that has not been asked yet, each reason counts as one item. */
interface Waiting {
  order: string;
  shop: string;
  reason: string;
  /** Milliseconds since the epoch. */
  since?: number;
}

interface Known {
  reasons: string;
  /** By `performance.now()`; absent: not yet. */
  askedAt?: number;
  waiting: Waiting[];
}

interface Group {
  shop: string;
  reason: string;
  waiting: Waiting[];
}

/**
 * How many orders and items wait for a person or are held, by reason, and for how long the oldest has. Read when it is
 * scraped: from Temporal's list of open orders, which needs no worker, and from the view of each order that has come to
 * wait, once. Where Temporal does not answer there is no figure.
 */
export function countAttention(registry: Registry, client: Client): void {
  const read = createReader(client);
  let latest: { at: number; groups: Promise<Group[]> } | undefined;
  const groups = () => {
    if (!latest || performance.now() > latest.at + FRESH_MS)
      latest = { at: performance.now(), groups: read().catch(() => []) };
    return latest.groups;
  };
  const gauge = (name: string, help: string, valueOf: (waiting: Waiting[]) => number | undefined) =>
    new Gauge({
      name,
      help,
      labelNames: ['shop', 'reason'],
      registers: [registry],
      async collect() {
        const now = await groups();
        this.reset();
        for (const { shop, reason, waiting } of now) {
          const value = valueOf(waiting);
          if (value !== undefined) this.set({ shop, reason }, value);
        }
      },
    });
  gauge(
    'printess_attention_orders',
    'Open orders with items that wait for a person or are held',
    (waiting) => new Set(waiting.map(({ order }) => order)).size,
  );
  gauge('printess_attention_items', 'Items of open orders that wait for a person or are held', ({ length }) => length);
  gauge('printess_attention_oldest_age_seconds', 'For how long the oldest of those items has waited', (waiting) => {
    const oldest = Math.min(...waiting.flatMap(({ since }) => since ?? []));
    return oldest < Infinity ? Math.max(0, (Date.now() - oldest) / 1_000) : undefined;
  });
}

/** Reads what waits now. A group that was there once stays, with nothing in it, so that an alarm ends. */
function createReader(client: Client): () => Promise<Group[]> {
  const known = new Map<string, Known>();
  const seen = new Map<string, Group>();
  return async () => {
    const end = Date.now() + DEADLINE_MS;
    const { connection } = client;
    await connection.withDeadline(end, () => takeList(client, known));
    await askOrders(client, known, end);
    for (const group of seen.values()) group.waiting = [];
    for (const waiting of [...known.values()].flatMap((one) => one.waiting)) {
      const { shop, reason } = waiting;
      const key = `${shop} ${reason}`;
      const group = seen.get(key) ?? { shop, reason, waiting: [] };
      seen.set(key, group);
      group.waiting.push(waiting);
    }
    return [...seen.values()].map((group) => ({ ...group }));
  };
}

async function takeList({ workflow }: Client, known: Map<string, Known>): Promise<void> {
  const listed = new Set<string>();
  const list = workflow.list({ query: QUERY, pageSize: 1_000 })[Symbol.asyncIterator]();
  while (listed.size < ORDERS) {
    const next = await list.next().catch((error: unknown) => {
      if (listed.size === 0) throw error;
      return undefined;
    });
    // The rest of a long list had no time: what was known of it still counts.
    if (!next) return;
    if (next.done) break;
    const { workflowId: order, typedSearchAttributes } = next.value;
    const id = parseWorkflowId(order);
    if (!id) continue;
    listed.add(order);
    const reasons = (typedSearchAttributes.get(PRINTESS_ATTENTION) ?? []).filter((reason) => reason !== WARNING);
    if (known.get(order)?.reasons !== reasons.join())
      known.set(order, {
        reasons: reasons.join(),
        waiting: reasons.map((reason) => ({ order, shop: id.shop, reason })),
      });
  }
  for (const order of known.keys()) if (!listed.has(order)) known.delete(order);
}

/** Those that have not been asked come first. An order that does not answer keeps what its list entry says. */
async function askOrders(client: Client, known: Map<string, Known>, end: number): Promise<void> {
  const now = performance.now();
  const due = [...known]
    .filter(([, { askedAt = -Infinity }]) => now > askedAt + ASK_AGAIN_MS)
    .sort(([, { askedAt: a = 0 }], [, { askedAt: b = 0 }]) => a - b)
    .slice(0, QUESTIONS);
  for (const [order, entry] of due) {
    const id = parseWorkflowId(order);
    if (!id || Date.now() > end) continue;
    try {
      const { items } = await createClient(client, { shop: id.shop }).get(id.orderId);
      entry.waiting = items.flatMap(({ attention }) =>
        attention ? [{ order, shop: id.shop, reason: attention.reason, since: Date.parse(attention.since) }] : [],
      );
      entry.askedAt = performance.now();
    } catch {
      // No worker, or none that can read it: what the list says counts until it is asked again.
      entry.askedAt = performance.now() + RETRY_MS - ASK_AGAIN_MS;
      return;
    }
  }
}
