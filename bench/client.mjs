// A shop: starts orders and waits for their results, by one arm's adapter; a process of its own. By IPC.
const { open } = await import(`./arms/${process.argv[2]}.mjs`);
const shop = await open();

const COMMANDS = {
  /** So many orders, never more than `inFlight` of them open: milliseconds from the start of each to its result, and in all. */
  async loop({ name, orders, inFlight, items, by = 'result' }) {
    const times = [];
    let next = 0;
    const started = performance.now();
    const one = async () => {
      while (next < orders) {
        const orderId = `${name}-${next++}`;
        const at = performance.now();
        await shop.start(orderId, items);
        await shop[by](orderId);
        times.push(performance.now() - at);
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, orders) }, one));
    return { times, seconds: (performance.now() - started) / 1_000 };
  },
  /** Starts orders and does not wait for them. */
  async start({ name, orders, inFlight = 50 }) {
    let next = 0;
    const one = async () => {
      while (next < orders) await shop.start(`${name}-${next++}`);
    };
    await Promise.all(Array.from({ length: inFlight }, one));
  },
  openCount: () => shop.openCount(),
  history: (orderId) => shop.history(orderId),
};

process.on('message', async ({ id, command, given }) => {
  try {
    process.send({ id, answer: await COMMANDS[command](given) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: shop.ready ?? true });
