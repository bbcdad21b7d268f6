const HELD = ['insufficient-funds', 'unauthorized', 'unreachable'];
const QUIET_MS = 3_600_000;
const ITEMS = 10;

/**
 * Whether people have been told of all that this event says: a hold is the shop's, and each of its orders tells of it.
 * Once an hour is enough.
 */
export function isQuiet({ data: { order } }, holds, now) {
  const reasons = [...new Set(waiting(order).map(({ attention }) => attention.reason))];
  const isTold = (reason) => now - (holds.get(`${order.shop} ${reason}`) ?? 0) < QUIET_MS;
  return reasons.length > 0 && reasons.every((reason) => HELD.includes(reason) && isTold(reason));
}

/** To be called once people were told. */
export function toldHolds({ data: { order } }, holds, now) {
  for (const { attention } of waiting(order)) holds.set(`${order.shop} ${attention.reason}`, now);
}

/** What people are told: plain texts, none of them trusted, and where to decide. */
export function alertOf({ data: { order } }) {
  const items = waiting(order);
  const reasons = [...new Set(items.map(({ attention }) => attention.reason))];
  const isHold = reasons.every((reason) => HELD.includes(reason));
  const lines = items.slice(0, ITEMS).map(({ itemId, attention: { reason, message, since } }) => {
    const when = `${since.slice(0, 16).replace('T', ' ')} UTC`;
    return `${itemId}: ${reason}, since ${when}. ${message}`;
  });
  if (items.length > ITEMS) lines.push(`and ${items.length - ITEMS} items more`);
  const { webUi } = order.links;
  return {
    title: isHold
      ? `Shop ${order.shop} is on hold: ${reasons.join(', ')} (order ${order.orderId}, and others may wait for the same)`
      : `Order ${order.orderId} of shop ${order.shop} needs you: ${reasons.join(', ')}`,
    lines,
    link: webUi && /^https?:\/\//.test(webUi) ? webUi : undefined,
    command: `printess-production show ${order.orderId} --shop ${order.shop}`,
  };
}

const waiting = (order) => order.items.filter(({ attention }) => attention);
