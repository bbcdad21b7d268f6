import type { Page } from 'playwright-core';
import { startChromium } from './chromium.js';
import type { Running } from './processes.js';
import { startProcessWorld, type ProcessWorld } from './with-processes.js';

/** Temporal with its Web UI, sandbox, server and worker as processes, and a page of a real browser. */
export interface WebUiWorld {
  world: ProcessWorld;
  worker: Running;
  page: Page;
  close: () => Promise<void>;
}

export async function startWebUiWorld(extra: NodeJS.ProcessEnv = {}): Promise<WebUiWorld> {
  const world = await startProcessWorld(extra);
  const worker = await world.startWorker();
  const browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 1400, height: 1300 } });
  page.setDefaultTimeout(60_000);
  return {
    world,
    worker,
    page,
    async close() {
      await browser.close();
      await world.close();
    },
  };
}
