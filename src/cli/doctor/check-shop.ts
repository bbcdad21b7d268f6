import type { Config } from '../../config.js';
import { parseIntent } from '../../contract/intent.js';
import { waitsOf } from '../../contract/policy.js';
import { createPrintessClient } from '../../printess/client.js';
import { isPrintessError } from '../../printess/errors.js';
import { exchange } from '../../printess/exchange.js';
import type { WireOrder } from '../../printess/wire.js';
import { fault, ok, unknown, type Finding } from './check.js';

const ROWS = 50;
const CLOCK_SKEW_MS = 5_000;

/** Whether Printess takes the shop's token, whether its list shows our jobs as we marked them, and whether clocks agree. */
export async function checkShop(name: string, { shops, policy }: Config): Promise<Finding[]> {
  const shop = shops.get(name);
  if (!shop) return [];
  const client = createPrintessClient({ apiUrl: shop.apiUrl, token: shop.token });
  const token = `token of ${name}`;
  try {
    const { orders } = await client.listOrders(
      { origin: shop.origin, take: ROWS, skip: 0 },
      waitsOf(policy).httpTimeout,
    );
    return [
      ok(token, `accepted by ${shop.apiUrl}`),
      checkList(name, orders, shop.origin),
      await checkClock(shop.apiUrl),
    ];
  } catch (error) {
    if (!isPrintessError(error)) throw error;
    const refused = 'status' in error && (error.status === 401 || error.status === 403);
    const remedy = refused
      ? 'put a valid service token into PRINTESS_SERVICE_TOKEN, or the shop’s tokenFile.'
      : 'check PRINTESS_API_URL (or the shop’s apiUrl) and the network.';
    return [fault(token, `${error.message} Fix it: ${remedy}`)];
  }
}

function checkList(name: string, orders: WireOrder[], origin: string): Finding {
  const what = `list of ${name}`;
  const ours = orders.filter((row) => row.origin === origin);
  const shown = ours.filter(({ metaData }) => metaData != null && parseIntent(metaData));
  if (ours.length === 0) return unknown(what, 'No order of ours is in it yet: run doctor again after the first one.');
  if (shown.length > 0) return ok(what, `shows our jobs as we marked them (${shown.length} of ${ours.length})`);
  return fault(
    what,
    `/orders/list does not show our metaData, so lost answers wait for a person (outcome-unknown) instead of being cleared up: ` +
      'ask Printess about orderMetaData, or set a PRINTESS_ORIGIN that nothing else uses.',
  );
}

async function checkClock(apiUrl: string): Promise<Finding> {
  const before = Date.now();
  const asking = exchange({ method: 'HEAD', url: new URL(apiUrl), deadline: 5_000, answerBytes: 0 });
  const answer = await asking.catch(() => undefined);
  const theirs = Date.parse(answer?.headers.date ?? '');
  if (Number.isNaN(theirs)) return unknown('clock', `${apiUrl} does not tell the time.`);
  // Their time is told in whole seconds, at some moment of our call.
  const skew = Math.max(before - theirs - 1_000, theirs - Date.now(), 0);
  if (skew <= CLOCK_SKEW_MS) return ok('clock', 'agrees with Printess’s');
  return fault('clock', `It differs by ${Math.round(skew / 1000)} s from Printess’s: have NTP set it.`);
}
