import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { Job, OutputFile } from './state.js';

const POINTS_PER_MM = 72 / 25.4;
const LINES = 40;

/** A real PDF of one output file: on each page the template, document, page, size, copies, record and form texts. */
export async function renderPdf({ request, createdOn }: Job, file: OutputFile): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(`${request.templateName}: ${file.document}`);
  pdf.setCreationDate(new Date(createdOn));
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const vdp = request.outputFiles?.find(({ documentName }) => documentName === file.document)?.vdp ?? request.vdp;
  const records = vdp?.records ?? [];
  const pagesPerRecord = file.pages / Math.max(1, records.length);
  const width = file.widthMm * POINTS_PER_MM;
  const height = file.heightMm * POINTS_PER_MM;
  const size = Math.min(12, width / 40);
  for (let number = 0; number < file.pages; number++) {
    const record = Math.floor(number / pagesPerRecord);
    const lines = [
      `Template ${request.templateName}`,
      `Document ${file.document}, page ${number + 1} of ${file.pages}`,
      `Size ${file.widthMm} x ${file.heightMm} mm, copies ${request.copies ?? 1}`,
      ...(records.length > 0 ? [`Record ${record + 1} of ${records.length}`] : []),
      ...Object.entries({ ...vdp?.form, ...records[record] }).map(
        ([name, text]) => `${name}: ${typeof text === 'string' ? text : JSON.stringify(text)}`,
      ),
    ];
    const page = pdf.addPage([width, height]);
    lines.slice(0, LINES).forEach((line, index) => {
      page.drawText(printable(line), { x: size * 2, y: height - size * (3 + index * 1.5), size, font });
    });
  }
  return Buffer.from(await pdf.save());
}

/** The built-in fonts know Latin letters alone. */
function printable(text: string): string {
  return text.slice(0, 90).replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}
