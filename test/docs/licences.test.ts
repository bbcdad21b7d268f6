import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Licences that ask for nothing but to be passed on with the code. */
const TAKEN = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'Zlib',
  'Python-2.0',
];

/** Looked at by a person: data that webpack brings (attribution, which its own file gives); public domain by its LICENSE file. */
const LOOKED_AT = ['node_modules/caniuse-lite: CC-BY-4.0', 'node_modules/unionfs: none'];

it('every package that a user installs has a licence that asks for nothing but to be passed on', async () => {
  const lock = JSON.parse(await readFile(`${root}package-lock.json`, 'utf8')) as {
    packages: Record<string, { license?: string; dev?: boolean; link?: boolean }>;
  };
  const others = Object.entries(lock.packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link)
    .filter(
      ([, { license = 'none' }]) =>
        !license
          .replace(/[()]/g, '')
          .split(/ OR /)
          .some((one) => one.split(' AND ').every((name) => TAKEN.includes(name))),
    )
    .map(([path, { license }]) => `${path}: ${license ?? 'none'}`);
  expect(others).toEqual(LOOKED_AT);
});
