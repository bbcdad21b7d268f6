import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
// @ts-expect-error -- a script, without types
import { moveUnreleased as untyped } from '../../scripts/move-unreleased.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
const moveUnreleased = untyped as (changelog: string, version: string, date: string) => string;

describe('a release', () => {
  it('has its entries moved from Unreleased, which stays first, and the older ones kept', () => {
    const before = '# Changelog\n\n## Unreleased\n\n- New.\n  More.\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n';
    expect(moveUnreleased(before, '1.1.0', '2026-02-02')).toBe(
      '# Changelog\n\n## Unreleased\n\n## 1.1.0 (2026-02-02)\n\n- New.\n  More.\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n',
    );
    expect(() => moveUnreleased('## Unreleased\n\n## 1.0.0\n', '1.1.0', '')).toThrow('nothing to release');
  });

  it('is possible with this changelog, which loses nothing by it', async () => {
    const changelog = await read('CHANGELOG.md');
    const moved = moveUnreleased(changelog, '99.0.0', '2099-01-01');
    expect(moved).toMatch(/## Unreleased\n\n## 99\.0\.0 \(2099-01-01\)\n\n- /);
    const entries = (text: string) => text.match(/^- .*$/gm);
    expect(entries(moved)).toEqual(entries(changelog));
  });

  it('that the changelog names has its own histories, which are replayed for ever', async () => {
    const versions = [...(await read('CHANGELOG.md')).matchAll(/^## (\d+\.\d+\.\d+)/gm)].map(
      ([, version = '']) => version,
    );
    const histories = await readdir(join(root, 'test/replay/histories'));
    for (const version of versions)
      expect([version, histories.some((name) => name.endsWith(`_${version}.json`))]).toEqual([version, true]);
  });
});

describe('llms.txt', () => {
  it('links to files that exist, and to every page of the documentation', async () => {
    const links = [...(await read('llms.txt')).matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
    for (const link of links) await expect(access(join(root, link))).resolves.toBeUndefined();
    const pages = (await readdir(join(root, 'docs')))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`);
    expect(links).toEqual(
      expect.arrayContaining([...pages, 'README.md', 'SECURITY.md', 'CHANGELOG.md', 'CONTRIBUTING.md']),
    );
  });
});
