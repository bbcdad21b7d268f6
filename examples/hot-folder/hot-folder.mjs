// Hands orders that are whole to a program that watches a folder (Enfocus Switch, an MIS): node hot-folder.mjs ARCHIVE HOT
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobXml } from './job-xml.mjs';

const [archive, hot] = process.argv.slice(2);
if (!archive || !hot) {
  process.stderr.write('usage: node hot-folder.mjs ARCHIVE-FOLDER HOT-FOLDER\n');
  process.exit(2);
}
// On the same disk as the hot folder, so that an order appears in it by one rename.
const WORK = join(hot, '..', `.${basename(hot)}-work`);

/** The manifests that lie in the archive now: `<shop>/<order>/manifest.json`. */
async function manifests() {
  const found = [];
  for (const shop of await folders(archive))
    for (const order of await folders(join(archive, shop))) found.push(join(archive, shop, order));
  return found;
}

const folders = async (path) =>
  (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);

async function sha256(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** Copies an order whose manifest is there, compares every byte with it, and lets it appear. Once for each manifest. */
async function handOver(folder) {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const manifest = JSON.parse(text);
  const files = manifest.items.flatMap((item) => item.files.map((file) => ({ ...file, item })));
  if (manifest.erased || files.length === 0) return;
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const done = join(WORK, 'done', `${manifest.shop}-${basename(folder)}-${version}`);
  if (await readFile(done).catch(() => undefined)) return;

  const job = `${manifest.shop}-${basename(folder)}-${version.slice(0, 6)}`;
  const draft = join(WORK, job);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const { path, sha256: sum, item } of files) {
    const copy = join(draft, `${item.folder}_${basename(path)}`);
    await copyFile(join(folder, path), copy);
    if ((await sha256(copy)) !== sum) throw new Error(`${path} is not what the manifest says`);
  }
  await writeFile(join(draft, 'job.xml'), jobXml(manifest));
  // It was changed meanwhile: the next round takes it as it is then.
  if ((await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '')) !== text) return;
  await rename(draft, join(hot, job));
  await writeFile(done, '');
  process.stdout.write(`${job}\n`);
}

await mkdir(join(WORK, 'done'), { recursive: true });
await mkdir(hot, { recursive: true });
for (;;) {
  for (const folder of await manifests())
    await handOver(folder).catch((error) => process.stderr.write(`${folder}: ${error.message}\n`));
  if (process.env.ONCE) break;
  await sleep(2_000);
}
