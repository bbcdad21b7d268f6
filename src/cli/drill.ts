import type { OrderView } from '../client/index.js';
import { FAULTS, type FaultName } from '../sandbox/index.js';
import type { Dev } from './start-dev.js';
import { textTable } from './text-table.js';

/** Faults that concern one order by its template; the others are switched on for everybody. */
const DRILLED = (Object.keys(FAULTS) as FaultName[]).filter((name) =>
  ['answer', 'callback', 'render'].includes(FAULTS[name].hook),
);
/** An order whose fault is not over by then (a job that never ends) is told as it stands. */
const PATIENCE = 60_000;

interface Row {
  fault: FaultName;
  view: OrderView | undefined;
  credits: number;
}

/** The fire drill: an order through each fault, all at once, then a table. Returns whether none was paid twice. */
export async function runDrill({ production, sandbox }: Dev): Promise<boolean> {
  const run = Date.now().toString(36);
  process.stderr.write(`\nFire drill: ${DRILLED.length} faults, an order each…\n`);
  const signal = AbortSignal.timeout(PATIENCE);
  const rows = await Promise.all(
    DRILLED.map(async (fault): Promise<Row> => {
      const orderId = `drill-${run}-${fault}`;
      await production.submit({ orderId, items: [{ itemId: 'item', templateName: `fault:${fault}` }] });
      const view = await production
        .wait(orderId, { signal })
        .catch(() => production.get(orderId).catch(() => undefined));
      process.stderr.write(`  ${fault}: ${view?.state ?? 'no answer'}\n`);
      return { fault, view, credits: sandbox.ledger.accepted.filter((job) => job.externalOrderId === orderId).length };
    }),
  );
  process.stdout.write(`${table(rows)}\n`);
  return rows.every(({ credits }) => credits <= 1);
}

function table(rows: Row[]): string {
  const cells = rows.map(({ fault, view, credits }) => {
    const [item] = view?.items ?? [];
    const end = item?.attention ? `attention: ${item.attention.reason}` : (item?.state ?? 'unknown');
    return [
      fault,
      FAULTS[fault].rehearses,
      String(item?.produceCalls ?? ''),
      String(item?.statusCalls ?? ''),
      String(credits),
      end,
    ];
  });
  return textTable(['fault', 'what happened', 'produce calls', 'status calls', 'credits', 'end'], cells);
}
