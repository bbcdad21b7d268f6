import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Without these the browser calls home, which a closed network refuses. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the machine's Chromium, headless. Throws with a remedy where there is none. */
export async function startChromium(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  for (const path of [
    process.env['CHROMIUM_PATH'] ?? '',
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
  ]) {
    const found =
      path !== '' &&
      (await access(path).then(
        () => true,
        () => false,
      ));
    if (found) return chromium.launch({ executablePath: path, args: QUIET });
  }
  throw new Error('No Chromium was found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.');
}
