import { createRequire } from 'node:module';
import { readInThread } from './read-in-thread.js';

/** Pixels up to which a picture is decoded: four bytes each. */
export const DECODED_PIXELS = 4_000_000;

const { resolve } = createRequire(import.meta.url);

/** A JPG that is too large to be decoded here says so of itself: that is no fault. */
const PROGRAMS = {
  png: `
    library.PNG.sync.read(bytes);
    post(true);
  `,
  jpg: `
    const limits = { useTArray: true, maxResolutionInMP: ${DECODED_PIXELS / 1e6}, maxMemoryUsageInMB: 256 };
    try {
      library.decode(bytes, limits);
    } catch (error) {
      if (!/maxResolutionInMP|maxMemoryUsageInMB/.test(error.message)) throw error;
    }
    post(true);
  `,
};
const LIBRARIES = { png: resolve('pngjs'), jpg: resolve('jpeg-js') };

/** Whether a picture can be decoded, by a library; not, where that takes more than 20 seconds and 256 MB. */
export const opensAsPicture = async (path: string, type: 'png' | 'jpg'): Promise<boolean> =>
  (await readInThread<true>(PROGRAMS[type], { library: LIBRARIES[type], path })) ?? false;
