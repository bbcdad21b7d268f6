// Ends with 0 where the process of this container answers on its health port: the server's, or the worker's.
const ports = [process.env.OPS_PORT || '9090', process.env.WORKER_OPS_PORT || '9091'];
const answers = async (port) => {
  const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) });
  if (!ok) throw new Error(`Port ${port} is not well`);
};
try {
  await Promise.any(ports.map(answers));
} catch {
  process.exitCode = 1;
}
