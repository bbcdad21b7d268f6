/** Names that Windows keeps for devices, whatever follows a full stop; and what an order's folder holds beside its items. */
const TAKEN = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|^(previous|manifest\.json)$/i;

/**
 * The folder of a shop, an order or an item, by its id: the id itself, marked by a tilde (which no id has) where a system
 * would read it as something else. Different ids have different folders.
 */
export function folderName(id: string): string {
  const start = TAKEN.test(id) || id.startsWith('.') ? '~' : '';
  return `${start}${id}${id.endsWith('.') ? '~' : ''}`;
}

/** The folders of an order's items, in their order: those that differ by capital letters alone are numbered. */
export function itemFolders(itemIds: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return itemIds.map((id) => {
    const name = folderName(id);
    const count = (seen.get(name.toLowerCase()) ?? 0) + 1;
    seen.set(name.toLowerCase(), count);
    return count === 1 ? name : `${name}~${count}`;
  });
}
