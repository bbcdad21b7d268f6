import type { Page } from 'playwright-core';
import { startChromium } from './chromium.js';
import { startProcessWorld, type ProcessWorld } from './with-processes.js';

/** Temporal with its Web UI, sandbox, server and worker as processes, and a page of a real browser. */
export interface WebUiWorld {
  world: ProcessWorld;
  page: Page;
  close: () => Promise<void>;
}

export async function startWebUiWorld(): Promise<WebUiWorld> {
  const world = await startProcessWorld();
  await world.startWorker();
  const browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(60_000);
  return {
    world,
    page,
    async close() {
      await browser.close();
      await world.close();
    },
  };
}
