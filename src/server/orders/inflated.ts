import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Request } from 'express';
import { Problem } from './problem.js';

const INFLATERS = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** A request's body as it comes, inflated where it is zipped. Who stops reading it leaves the connection whole. */
export function inflated(request: Request): AsyncIterable<Buffer> {
  const encoding = (request.get('content-encoding') ?? 'identity').toLowerCase();
  if (encoding === 'identity') return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const create = INFLATERS.get(encoding);
  if (!create)
    throw new Problem(415, 'wrong-type', `The content encoding ${encoding.slice(0, 20)} is not one we read.`);
  const inflater: Readable = request.pipe(create());
  request.once('close', () => {
    if (!request.complete) inflater.destroy(new Error('The request was cut off.'));
  });
  return inflater as AsyncIterable<Buffer>;
}
