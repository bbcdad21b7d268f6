import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A small file may take minutes to read: then it is no print file, and nobody waits for it. */
const DEADLINE_MS = 20_000;
const MEMORY_MB = 256;

const LIBRARY = createRequire(import.meta.url).resolve('@cantoo/pdf-lib');

/** Runs in a thread of its own: what it reads comes from outside, and may keep it busy or make it grow. */
const PROGRAM = `
  const { readFileSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const { PDFDocument } = require(workerData.library);
  PDFDocument.load(readFileSync(workerData.path), { updateMetadata: false, ignoreEncryption: true }).then((pdf) => {
    const pages = pdf.getPageCount();
    parentPort.postMessage(pages === 0 ? { pages } : { pages, ...pdf.getPage(0).getTrimBox() });
  });
`;

export interface PdfFacts {
  pages: number;
  /** Of the first page's trim box, in points; absent where there is no page. */
  width?: number;
  height?: number;
}

/** What a PDF has, by a library; undefined where it cannot be read, or not within 20 seconds and 256 MB. */
export function readPdf(path: string): Promise<PdfFacts | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(PROGRAM, {
      eval: true,
      workerData: { library: LIBRARY, path },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stderr: true,
    });
    const end = (facts?: PdfFacts) => {
      clearTimeout(late);
      resolve(facts);
      void thread.terminate();
    };
    const late = setTimeout(end, DEADLINE_MS);
    thread.on('message', end);
    thread.on('error', () => end());
    thread.on('exit', () => end());
  });
}
