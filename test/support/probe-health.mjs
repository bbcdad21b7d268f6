// Asks a URL again and again until its input ends. Prints `ready`, then the milliseconds of the slowest answer.
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const [url] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
let stopped = false;
process.stdin.resume().once('end', () => (stopped = true));

const ask = () =>
  new Promise((resolve) => {
    const began = performance.now();
    const done = () => resolve(performance.now() - began);
    http.get(url, { agent }, (response) => response.resume().once('end', done)).once('error', done);
  });

// What is slow the first time is the probe itself.
for (let n = 0; n < 20; n++) await ask();
console.log('ready');
let slowest = 0;
do {
  slowest = Math.max(slowest, await ask());
  await sleep(2);
} while (!stopped);
console.log(Math.max(slowest, await ask()));
process.exit(0);
