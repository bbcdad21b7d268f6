import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF as a viewer sees it: each page's size in millimetres and the text on it. */
export async function readPdf(bytes: ArrayBuffer): Promise<{ width: number; height: number; text: string }[]> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: VerbosityLevel.ERRORS, isEvalSupported: false });
  const pdf = await task.promise;
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { width, height } = page.getViewport({ scale: 25.4 / 72 });
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join('\n');
    pages.push({ width: Math.round(width), height: Math.round(height), text });
  }
  await task.destroy();
  return pages;
}
