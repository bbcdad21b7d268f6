/** A line of a body, from 1; without its bytes where it is longer than a line may be. */
export interface Line {
  number: number;
  bytes?: Buffer;
}

const LINE_END = 0x0a;

/** The lines of a body as its chunks come, and never more of them in memory than one line may have. */
export async function* readLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line, void> {
  let number = 1;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size > maxBytes) parts = [];
    else parts.push(part);
  };
  const line = (): Line => ({ number: number++, ...(size <= maxBytes && { bytes: Buffer.concat(parts) }) });

  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      take(chunk.subarray(from, end));
      yield line();
      parts = [];
      size = 0;
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  if (size > 0) yield line();
}
