import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A TypeScript example as a program that node runs; below the project, so that it finds the package by its name. */
export async function transpile(path: string): Promise<string> {
  const { code } = await transformFile(join(root, path), {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  await mkdir(join(root, '.printess'), { recursive: true });
  const target = join(await mkdtemp(join(root, '.printess/example-')), basename(path).replace(/\.ts$/, '.mjs'));
  await writeFile(target, code);
  return target;
}
