// Posts callbacks over so many kept connections, as fast as they are answered: a process of its own. By IPC.
import http from 'node:http';

async function blast({ callbacks, connections }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const statuses = {};
  const times = [];
  const left = [...callbacks].reverse();
  const started = performance.now();
  const one = ({ url, body }) =>
    new Promise((resolve) => {
      const at = performance.now();
      const over = (status) => {
        times.push(performance.now() - at);
        statuses[status] = (statuses[status] ?? 0) + 1;
        resolve();
      };
      const request = http.request(url, {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      request.on('response', (response) => response.resume().on('end', () => over(response.statusCode)));
      request.on('error', (error) => over(error.code));
      request.end(body);
    });
  const worker = async () => {
    for (let next = left.pop(); next; next = left.pop()) await one(next);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return { times, seconds, statuses };
}

process.on('message', async ({ id, given }) => process.send({ id, answer: await blast(given) }));
process.on('disconnect', () => process.exit());
process.send({ ready: true });
