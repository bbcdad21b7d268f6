import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import type { OutputFile } from './state.js';

/** Pixels of the longer side. */
const LONGER = 240;
const FRAME = 6;

/** A real picture of one page, in the page's proportions: a frame around a colour that the page's number chooses. */
export function renderPicture({ type, widthMm, heightMm, index = 0 }: OutputFile): Buffer {
  const scale = LONGER / Math.max(widthMm, heightMm);
  const width = Math.max(1, Math.round(widthMm * scale));
  const height = Math.max(1, Math.round(heightMm * scale));
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= FRAME && y >= FRAME && x < width - FRAME && y < height - FRAME;
      if (inside) data.set([(index * 67) % 256, 120, 200], (y * width + x) * 4);
    }
  }
  if (type === 'jpg') return jpeg.encode({ width, height, data }, 80).data;
  const png = new PNG({ width, height });
  png.data = data;
  return PNG.sync.write(png);
}
