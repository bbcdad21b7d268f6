import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { Job, OutputFile } from './state.js';

const A4: [number, number] = [595.28, 841.89];
const MARGIN = 50;
const LINES = 40;

/** A real PDF of one output file: on each page the template, document, page, size, copies, record and form texts. */
export async function renderPdf(job: Job, file: OutputFile): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(`${job.request.templateName}: ${file.document}`);
  pdf.setCreationDate(job.createdOn);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const records = job.request.vdp?.records ?? [];
  const pagesPerRecord = file.pages / Math.max(1, records.length);
  for (let number = 0; number < file.pages; number++) {
    const record = Math.floor(number / pagesPerRecord);
    const texts = { ...job.request.vdp?.form, ...records[record] };
    const lines = [
      `Template ${job.request.templateName}`,
      `Document ${file.document}, page ${number + 1} of ${file.pages}`,
      `Size A4, copies ${job.request.copies ?? 1}`,
      ...(records.length > 0 ? [`Record ${record + 1} of ${records.length}`] : []),
      ...Object.entries(texts).map(
        ([name, text]) => `${name}: ${typeof text === 'string' ? text : JSON.stringify(text)}`,
      ),
    ];
    const page = pdf.addPage(A4);
    lines.slice(0, LINES).forEach((line, index) => {
      page.drawText(printable(line), { x: MARGIN, y: A4[1] - MARGIN - index * 18, size: 12, font });
    });
  }
  return pdf.save();
}

/** The built-in fonts know Latin letters alone. */
function printable(text: string): string {
  return text.slice(0, 90).replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}
