import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

it('the pages of the examples link to files that exist, and the first names every example', async () => {
  const pages = (await readdir(examples, { recursive: true })).filter((path) => path.endsWith('.md'));
  for (const page of pages) {
    const text = await readFile(join(examples, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^https?:/.test(target)) continue;
      await expect(access(join(examples, dirname(page), target))).resolves.toBeUndefined();
    }
  }
  const first = await readFile(join(examples, 'README.md'), 'utf8');
  for (const entry of await readdir(examples, { withFileTypes: true }))
    if (entry.isDirectory()) expect(first).toContain(`](${entry.name}/)`);
});
