// Has the sandbox accept many jobs and deliver their callbacks, in a process of its own, and prints time and memory.
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../lib/sandbox/index.js';

const JOBS = Number(process.argv[2] ?? 10_000);
const IN_FLIGHT = 50;

if (process.send) {
  const sandbox = await startSandbox({ renderMs: 10, credits: JOBS });
  process.send({ url: sandbox.url, token: sandbox.token });
  process.on('message', () => {
    const { rss, heapUsed } = process.memoryUsage();
    process.send({
      rss,
      heapUsed,
      accepted: sandbox.ledger.accepted.length,
      delivered: sandbox.ledger.deliveries.length,
    });
  });
} else {
  let callbacks = 0;
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      callbacks += 1;
      response.end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const callbackUrl = `http://127.0.0.1:${receiver.address().port}/`;
  const child = fork(new URL(import.meta.url).pathname, [String(JOBS)]);
  const next = () => new Promise((resolve) => child.once('message', resolve));
  const { url, token } = await next();
  const ask = () => (child.send('memory'), next());
  const before = await ask();

  const started = performance.now();
  let left = JOBS;
  const client = async () => {
    while (left-- > 0) {
      const response = await fetch(`${url}/production/produce`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          templateName: 'photo-book',
          origin: 'bench',
          externalOrderId: `o-${left}`,
          callbackUrl,
        }),
      });
      if (!response.ok) throw new Error(`produce answered ${response.status}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  const accepted = performance.now() - started;
  while (callbacks < JOBS) await sleep(20);
  const told = performance.now() - started;
  const after = await ask();
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    `${after.accepted} jobs accepted in ${(accepted / 1000).toFixed(1)} s, ${after.delivered} callbacks delivered after ${(told / 1000).toFixed(1)} s`,
  );
  console.log(
    `memory of the sandbox's process: ${mb(before.rss)} before, ${mb(after.rss)} after (heap ${mb(before.heapUsed)}, ${mb(after.heapUsed)})`,
  );
  child.kill();
  receiver.close();
  receiver.closeAllConnections();
}
