import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { variablesSchema } from '../../src/config/variables.js';
import { deployCheckers } from '../support/deploy-checkers.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
const below = async (folder: string, ending: string) =>
  (await readdir(join(root, folder))).filter((name) => name.endsWith(ending)).map((name) => join(root, folder, name));

interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: { template: { spec: PodSpec } };
}
interface PodSpec {
  terminationGracePeriodSeconds: number;
  containers: { image: string; volumeMounts: { name: string; mountPath: string }[] }[];
  volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[];
}
interface Component {
  resources: string[];
  patches: { target: { kind: string; name: string }; patch: string }[];
}
interface Service {
  command?: string[];
  stop_grace_period?: string;
  environment?: Record<string, string | null>;
  volumes?: string[];
}
interface Compose {
  services: Record<string, Service>;
}

/** What a patch of a kustomization adds: its only operation here. */
function addTo(manifest: object, { op, path, value }: { op: string; path: string; value: unknown }): void {
  const keys = path.split('/').slice(1);
  const last = keys.pop() ?? '';
  let at = manifest as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (op !== 'add' || typeof at !== 'object') throw new Error(`${op} ${path} is not to be done`);
  if (Array.isArray(at) && last === '-') at.push(value);
  else at[last] = value;
}

let check: Awaited<ReturnType<typeof deployCheckers>>;
beforeAll(async () => {
  check = await deployCheckers();
});

const documents = async (path: string): Promise<unknown[]> => {
  const code = 'import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))';
  return JSON.parse(await check('python3', '-c', code, path)) as unknown[];
};

/** Variables that compose.yaml alone reads. */
const COMPOSES_OWN = ['PRINTESS_PRODUCTION_VERSION', 'ARCHIVE_FOLDER'];

/** Two deadlines of 30 s, a margin of 5, and 10 until a worker gives up what still runs; a server's grace and 15. */
const WORKER_NEEDS_S = 75;
const SERVER_NEEDS_S = 15;

describe('the files of deployments', () => {
  it('are what Docker, Kubernetes and the compose specification take', async () => {
    await check('hadolint', '--failure-threshold', 'info', join(root, 'Dockerfile'));
    await check('check-jsonschema', '--builtin-schema', 'vendor.compose-spec', join(root, 'compose.yaml'));
    const manifests = (await below('deploy/kubernetes', '.yaml')).filter((path) => !path.includes('kustomization'));
    const said = await check('kubernetes-validate', '--strict', ...manifests);
    expect(said.match(/ passed /g)?.length).toBeGreaterThanOrEqual(15);
  });

  it('are what systemd takes, and leave a process little to reach', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
    try {
      for (const unit of await below('deploy/systemd', '.service')) {
        const copy = join(folder, unit.split('/').at(-1) ?? '');
        await writeFile(copy, (await readFile(unit, 'utf8')).replace('/usr/bin/node', process.execPath));
        const verify = await promisify(execFile)('systemd-analyze', ['verify', copy]);
        expect(verify.stdout + verify.stderr).not.toContain(copy);
        // It ends with 1 where the exposure is above 2.0.
        await promisify(execFile)('systemd-analyze', ['security', '--offline=true', '--threshold=20', copy]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('let the image be built from what it copies, and have no secret in its context', async () => {
    const sent = (await read('.dockerignore'))
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, all = '']) =>
      all.split(' '),
    );
    for (const path of copied)
      expect([path, sent.some((one) => path === one || path.startsWith(`${one}/`))]).toEqual([path, true]);
    expect(await read('.dockerignore')).toMatch(/^\*\n/);
    expect(sent.filter((path) => 'deploy/docker/secrets/callback-keys'.startsWith(path))).toEqual([]);
  });

  it('give worker and server the time that they need to stop', async () => {
    const [compose] = (await documents(join(root, 'compose.yaml'))) as [Compose];
    const seconds = (text = '0s') => Number(/^(\d+)s$/.exec(text)?.[1]);
    expect(seconds(compose.services['worker']?.stop_grace_period)).toBeGreaterThanOrEqual(WORKER_NEEDS_S);
    expect(seconds(compose.services['server']?.stop_grace_period)).toBeGreaterThanOrEqual(SERVER_NEEDS_S + 5);
    for (const [part, needs] of [
      ['worker', WORKER_NEEDS_S],
      ['server', SERVER_NEEDS_S + 10],
    ] as const) {
      const manifests = (await documents(join(root, `deploy/kubernetes/${part}.yaml`))) as Manifest[];
      const deployment = manifests.find(({ kind }) => kind === 'Deployment');
      expect(deployment?.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(needs);
      const unit = await read(`deploy/systemd/printess-production-${part}.service`);
      expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThanOrEqual(needs);
    }
  });

  it('set variables that exist, and give the service token to the worker alone', async () => {
    const ours = new Set(Object.keys(variablesSchema.shape));
    const files = [
      'compose.yaml',
      'deploy/docker/env.example',
      ...['config', 'worker', 'server', 'gate'].map((name) => `deploy/kubernetes/${name}.yaml`),
      ...['archive-folder', 'archive-s3'].map((name) => `deploy/kubernetes/${name}/kustomization.yaml`),
      ...['worker', 'server'].map((name) => `deploy/systemd/printess-production-${name}.service`),
    ];
    const documented = await read('docs/monitoring.md').then(async (page) => page + (await read('docs/files.md')));
    for (const file of files) {
      const names = (await read(file)).match(
        /\b(?:PRINTESS|CALLBACK|ORDERS_API|OPS|WORKER|PROXY|STOP|SANDBOX|WEB_UI|LOG|FILE|ARCHIVE|DATA_CONVERTER|DEV|OTEL|AWS)_[A-Z0-9_]+\b/g,
      );
      const known = (names ?? []).filter((name) => !COMPOSES_OWN.includes(name));
      const isKnown = (name: string) => (/^(OTEL|AWS)_/.test(name) ? documented.includes(`\`${name}`) : ours.has(name));
      expect([file, known.filter((name) => !isKnown(name))]).toEqual([file, []]);
    }
    const [compose] = (await documents(join(root, 'compose.yaml'))) as [Compose];
    const withToken = Object.entries(compose.services).filter(
      ([, { environment }]) => environment?.['PRINTESS_SERVICE_TOKEN_FILE'] !== undefined,
    );
    expect(withToken.map(([name]) => name)).toEqual(['worker']);
    expect(await read('deploy/kubernetes/server.yaml')).not.toContain('printess-service-token');
  });

  it('know every variable that says what is logged, kept and done at once, and show it where it is set', async () => {
    const wanted = Object.keys(variablesSchema.shape).filter(
      (name) => /^(WORKER|ARCHIVE|LOG)_/.test(name) && name !== 'WORKER_OPS_PORT',
    );
    wanted.push('PRINTESS_ACCEPTANCE', 'OTEL_EXPORTER_OTLP_ENDPOINT');
    const [{ services }] = (await documents(join(root, 'compose.yaml'))) as [Compose];
    const passedOn = (service: string) =>
      Object.entries(services[service]?.environment ?? {}).flatMap(([name, value]) => (value === null ? [name] : []));
    const example = await read('deploy/docker/env.example');
    for (const name of new Set([...wanted, ...passedOn('worker'), ...passedOn('server')]))
      expect([name, example.includes(`\n# ${name}=`), passedOn('worker').includes(name)]).toEqual([name, true, true]);
    const [config, folder] = [
      await read('deploy/kubernetes/config.yaml'),
      await read('deploy/kubernetes/archive-folder/kustomization.yaml'),
    ];
    expect(wanted.filter((name) => !`${config}${folder}`.includes(name))).toEqual([]);
  });

  it('have a place for an archive: a volume in compose, a claim or S3 in Kubernetes, and what is added fits', async () => {
    const [{ services }] = (await documents(join(root, 'compose.yaml'))) as [Compose];
    for (const name of ['worker', 'server'])
      expect(services[name]?.volumes?.find((volume) => volume.includes(':/archive'))).toBeDefined();
    const scratch = await mkdtemp(join(tmpdir(), 'printess-test-'));
    try {
      for (const name of ['archive-folder', 'archive-s3']) {
        const at = join(root, 'deploy/kubernetes', name);
        const [component] = (await documents(join(at, 'kustomization.yaml'))) as [Component];
        const patched: Manifest[] = [];
        for (const [index, { target, patch }] of component.patches.entries()) {
          const file = target.kind === 'ConfigMap' ? 'config' : target.name;
          const manifests = (await documents(join(root, `deploy/kubernetes/${file}.yaml`))) as Manifest[];
          const manifest = manifests.find(
            ({ kind, metadata }) => kind === target.kind && metadata.name === target.name,
          );
          if (!manifest) throw new Error(`${name} patches ${target.kind} ${target.name}, which is not there`);
          const path = join(scratch, `${name}-${index}`);
          await writeFile(path, patch);
          const [operations] = (await documents(path)) as [Parameters<typeof addTo>[1][]];
          for (const operation of operations) addTo(manifest, operation);
          await writeFile(`${path}.yaml`, JSON.stringify(manifest));
          await check('kubernetes-validate', '--strict', `${path}.yaml`);
          patched.push(manifest);
        }
        for (const resource of component.resources) await check('kubernetes-validate', '--strict', join(at, resource));
        expect(patched.find(({ data }) => data?.['ARCHIVE_URL'])?.kind).toBe('ConfigMap');
        for (const { kind, spec } of patched) {
          if (kind !== 'Deployment') continue;
          const [mount, volume] = [
            spec.template.spec.containers[0]?.volumeMounts.at(-1),
            spec.template.spec.volumes.at(-1),
          ];
          expect([mount?.name, mount?.mountPath]).toEqual([volume?.name, '/archive']);
          expect(await readFile(join(at, 'claim.yaml'), 'utf8')).toContain(
            `name: ${volume?.persistentVolumeClaim?.claimName ?? ''}\n`,
          );
        }
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
  });

  it('keep the sandbox away from paid orders: a Temporal namespace of its own', async () => {
    const [{ services }] = (await documents(join(root, 'compose.yaml'))) as [Compose];
    const namespaceOf = (name: string) => services[name]?.environment?.['TEMPORAL_NAMESPACE'];
    expect(namespaceOf('sandbox')).toBeDefined();
    for (const paid of ['worker', 'server', 'setup']) expect(namespaceOf(paid)).not.toBe(namespaceOf('sandbox'));
    expect(services['temporal-namespace']?.command).toEqual(
      expect.arrayContaining([namespaceOf('sandbox'), namespaceOf('worker')]),
    );
  });
});
