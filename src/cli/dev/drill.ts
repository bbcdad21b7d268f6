import type { OrderView } from '../../client/index.js';
import { FAULTS, type FaultName } from '../../sandbox/index.js';
import type { Dev } from './start-dev.js';
import { coloursOf } from '../output/colours.js';
import { textTable } from '../output/text-table.js';

const ALL = Object.keys(FAULTS) as FaultName[];
/** Faults of the list that matter after a lost answer. */
const OF_A_LOST_ANSWER: FaultName[] = ['list-lag', 'list-empty', 'list-cuts-meta'];
/** Faults that concern one order by its template: their orders run side by side. */
const OF_ONE_ORDER = ALL.filter(
  (name) => ['answer', 'callback', 'render'].includes(FAULTS[name].hook) || name === 'list-lag',
);
/** Faults that concern everybody: switched on for a few calls, one after the other. */
const OF_EVERYBODY = ALL.filter((name) => !OF_ONE_ORDER.includes(name));
const USES = 2;
/** An order whose job never ends is shown as it stands after this time; the others end when the machine is done with them. */
const PATIENCE_MS = 60_000;
/** Ends a drill in which something hangs. */
const HANG_MS = 300_000;

interface Row {
  fault: FaultName;
  view: OrderView | undefined;
  credits: number;
}

/** The fire drill: an order through each fault, then a table. Returns whether none was paid twice. */
export async function runDrill(dev: Dev): Promise<boolean> {
  const run = Date.now().toString(36);
  process.stderr.write(`\nFire drill: ${ALL.length} faults, an order each…\n`);
  const rows = await Promise.all(OF_ONE_ORDER.map((fault) => drill(dev, run, fault)));
  for (const fault of OF_EVERYBODY) {
    dev.sandbox.faults.set(fault, OF_A_LOST_ANSWER.includes(fault) ? undefined : USES);
    rows.push(await drill(dev, run, fault));
    dev.sandbox.faults.clear(fault);
  }
  process.stdout.write(`${table(rows)}\n`);
  return rows.every(({ credits }) => credits <= 1);
}

async function drill({ production, sandbox }: Dev, run: string, fault: FaultName): Promise<Row> {
  const orderId = `drill-${run}-${fault}`;
  await production.submit({ orderId, items: [{ itemId: 'item', templateName: templateFor(fault) }] });
  const view = await production
    .wait(orderId, { signal: AbortSignal.timeout(fault === 'never-finish' ? PATIENCE_MS : HANG_MS) })
    .catch(() => production.get(orderId).catch(() => undefined));
  process.stderr.write(`  ${fault}: ${view?.state ?? 'no answer'}\n`);
  return { fault, view, credits: sandbox.ledger.accepted.filter((job) => job.externalOrderId === orderId).length };
}

/** What an order has to meet for the fault to matter. */
function templateFor(fault: FaultName): string {
  if (fault === 'list-lag') return 'fault:lose-answer+lose-callback+list-lag';
  if (OF_A_LOST_ANSWER.includes(fault)) return 'fault:lose-answer+lose-callback';
  if (FAULTS[fault].hook === 'status') return 'fault:lose-callback';
  return OF_ONE_ORDER.includes(fault) ? `fault:${fault}` : 'poster';
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
  const head = ['fault', 'what happened', 'produce calls', 'status calls', 'credits', 'end'];
  return textTable(head, cells, coloursOf(process.stdout));
}
