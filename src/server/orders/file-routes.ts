import { pipeline } from 'node:stream/promises';
import { Router, type Response } from 'express';
import type { Archive } from '../../archive/archive.js';
import { itemFolders } from '../../contract/folder-name.js';
import type { ItemView, OrderView } from '../../contract/view.js';
import { isAllowedUrl } from '../../printess/file-hosts.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf, readInput } from './read-input.js';
import { filePathSchema } from './shapes.js';

/** GET …/items/{itemId}/files/{n}: a file of an item, from the archive where it is kept there, else at Printess. */
export function fileRoutes({ clientOf, files = { hosts: [] } }: OrdersDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:orderId/items/:itemId/files/:n', async (request, response) => {
    const { orderId, itemId, n } = readInput(filePathSchema, request.params);
    const order = await clientOf(localsOf(response).shop).get(orderId);
    const item = order.items.find((one) => one.itemId === itemId);
    if (!item) throw new Problem(404, 'not-found', `Order ${orderId} has no item ${itemId}.`);
    if (item.kept && files.archive) return sendKept(response, files.archive, { order, item, n });
    const url = n === 'zip' ? item.zip : item.files?.[Number(n) - 1]?.url;
    if (url === undefined || !isAllowedUrl(url, files.hosts)) throw noFile(item, n);
    response.redirect(302, url);
  });
  return router;
}

async function sendKept(
  response: Response,
  archive: Archive,
  { order, item, n }: { order: OrderView; item: ItemView; n: string },
): Promise<void> {
  const index = order.items.indexOf(item);
  const folder = itemFolders(order.items.map(({ itemId }) => itemId))[index] ?? item.itemId;
  const place = { shop: order.shop, orderId: order.orderId, folder };
  const record = await archive.kept(place);
  const file =
    n === 'zip' ? record?.files.find(({ document }) => document === undefined) : record?.files[Number(n) - 1];
  const kept = file && (await archive.open(place, file.name));
  if (!kept) throw noFile(item, n);
  response.set({
    'content-type': 'application/octet-stream',
    'content-length': String(kept.bytes),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
  // Who goes away in the middle has ended it: there is nobody to tell.
  await pipeline(kept.stream, response).catch(() => response.destroy());
}

const noFile = ({ itemId, filesUntil }: ItemView, n: string) =>
  new Problem(
    404,
    'not-found',
    `Item ${itemId} has no file ${n}${filesUntil !== undefined && Date.parse(filesUntil) < Date.now() ? ': Printess has deleted its files' : ''}.`,
  );
