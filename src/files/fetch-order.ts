import { join } from 'node:path';
import { folderName, itemFolders } from '../contract/folder-name.js';
import type { ItemView, OrderView } from '../contract/view.js';
import { DEFAULT_FILE_HOSTS } from '../printess/file-hosts.js';
import { bringFiles, type WantedFile } from './bring-files.js';
import { FileError } from './file-error.js';
import { safeNames } from './safe-name.js';

export interface FetchFiles {
  /** A folder; the order's own is made in it, and each item's in that. */
  to: string;
  /** Hosts that files may lie on; Printess's if absent. */
  hosts?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  /** Hears how much of a file is there. */
  onProgress?: ((progress: FetchProgress) => void) | undefined;
}

export interface FetchProgress {
  itemId: string;
  name: string;
  bytes: number;
  whole: boolean;
}

/** A file that lies in its folder now, whole. */
export interface FetchedFile {
  itemId: string;
  path: string;
  bytes: number;
  /** Of its bytes, in hex. */
  sha256: string;
  /** Whether an earlier call had brought it. */
  wasThere: boolean;
}

export interface Fetched {
  files: FetchedFile[];
  /** Items of which not all files could be had, and why. */
  failed: { itemId: string; message: string }[];
}

/** Brings the files of an order's items into a folder, as Printess has them; repeated, it brings what is missing. */
export async function fetchOrder(order: OrderView, options: FetchFiles): Promise<Fetched> {
  const { to, hosts = DEFAULT_FILE_HOSTS, signal = new AbortController().signal, onProgress } = options;
  const fetched: Fetched = { files: [], failed: [] };
  const folders = itemFolders(order.items.map(({ itemId }) => itemId));
  for (const [index, item] of order.items.entries()) {
    const { itemId } = item;
    const folder = join(to, folderName(order.orderId), folders[index] ?? itemId);
    const files = wantedOf(item);
    if (item.filesOmitted && item.zip === undefined)
      fetched.failed.push({
        itemId,
        message: `The list of its ${item.fileCount ?? 0} files is not kept: fetch them from Printess.`,
      });
    if (files.length === 0) continue;
    try {
      const brought = await bringFiles({
        folder,
        files,
        hosts,
        signal,
        onProgress: ({ name }, bytes, whole) => onProgress?.({ itemId, name, bytes, whole }),
      });
      for (const { name, bytes, sha256, wasThere } of brought)
        fetched.files.push({ itemId, path: join(folder, name), bytes, sha256, wasThere });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      fetched.failed.push({ itemId, message: error.message });
    }
  }
  return fetched;
}

function wantedOf({ itemId, jobId, files = [], zip }: ItemView): WantedFile[] {
  const all = [...files, ...(zip === undefined ? [] : [{ name: `${itemId}.zip`, url: zip }])];
  const names = safeNames(all.map(({ name }) => name));
  return all.map(({ url, name }, index) => ({
    url,
    jobId,
    name: names[index] ?? name,
    about: `${names[index] ?? name} of item ${itemId}`,
  }));
}
