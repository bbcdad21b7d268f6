import { readFile } from 'node:fs/promises';

/** The code blocks of a language below a heading of a page, in their order. */
export async function codeBlocks(page: string, heading: string, language: string): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , code = '']) => code);
}
