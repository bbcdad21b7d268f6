import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';

export const MONITORING = fileURLToPath(new URL('../../deploy/monitoring/', import.meta.url));

/** Runs promtool; what it has printed, and whether it was content. Debian has it in its package `prometheus`. */
export async function promtool(args: string[], input = ''): Promise<{ ok: boolean; output: string }> {
  const running = promisify(execFile)('promtool', args);
  running.child.stdin?.end(input);
  try {
    const { stdout, stderr } = await running;
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT')
      throw new Error('Install Prometheus (Debian: apt-get install prometheus).', { cause: error });
    return { ok: false, output: stdout + stderr };
  }
}

export interface Prometheus {
  url: string;
  /** The answer of its API at this path. */
  api: <T>(path: string, query?: Record<string, string>) => Promise<T>;
  close: () => Promise<void>;
}

/** Starts a real Prometheus that has our alarms and scrapes these processes, each by the port of its metrics, every other second. */
export async function startPrometheus(jobs: Record<string, string[]>): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const config = {
    global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '1s' },
    rule_files: [join(MONITORING, 'alerts.yaml')],
    scrape_configs: Object.entries(jobs).map(([job_name, ports]) => ({
      job_name,
      static_configs: [{ targets: ports.map((port) => `127.0.0.1:${port}`) }],
    })),
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const child = spawn('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  let said = '';
  child.on('error', (error) => (said += String(error)));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise((resolve) => child.once('close', resolve));
  const url = `http://127.0.0.1:${port}`;
  await until('Prometheus to be ready', async () => {
    if (child.exitCode !== null || said.includes('ENOENT')) throw new Error(`Prometheus does not run: ${said}`);
    return (await fetch(`${url}/-/ready`)).ok;
  });
  return {
    url,
    async api<T>(path: string, query: Record<string, string> = {}) {
      const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query).toString()}`);
      const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
      if (status !== 'success') throw new Error(`Prometheus: ${error ?? status}`);
      return data;
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
