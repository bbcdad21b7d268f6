import { createRequire } from 'node:module';
import { readInThread } from './read-in-thread.js';

const LIBRARY = createRequire(import.meta.url).resolve('@cantoo/pdf-lib');

const PROGRAM = `
  library.PDFDocument.load(bytes, { updateMetadata: false, ignoreEncryption: true }).then((pdf) => {
    const pages = pdf.getPageCount();
    post(pages === 0 ? { pages } : { pages, ...pdf.getPage(0).getTrimBox() });
  });
`;

export interface PdfFacts {
  pages: number;
  /** Of the first page's trim box, in points; absent where there is no page. */
  width?: number;
  height?: number;
}

/** What a PDF has, by a library; undefined where it cannot be read, or not within 20 seconds and 256 MB. */
export const readPdf = (path: string): Promise<PdfFacts | undefined> =>
  readInThread<PdfFacts>(PROGRAM, { library: LIBRARY, path });
