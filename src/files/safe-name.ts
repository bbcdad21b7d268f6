/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** Control characters, marks that turn the direction of writing or cannot be seen, and what some system does not take in a name. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
/** Bytes of a name in UTF-8: file systems take 255, and a mark is put behind it while it is written. */
const NAME_BYTES = 180;
const ENDING = /\.[A-Za-z0-9]{1,10}$/;

/** Any text as the name of a file that stays in its folder, on every system; `file` where nothing is left of it. */
export function safeName(text: string): string {
  const plain = text
    .normalize('NFC')
    .toWellFormed()
    .replace(UNFIT, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  const [ending = ''] = ENDING.exec(plain) ?? [];
  const stem = cut(plain.slice(0, plain.length - ending.length), NAME_BYTES - ending.length).replace(/[.\s]+$/, '');
  const [first = ''] = stem.split('.');
  return `${DEVICE.test(first.trim()) ? '_' : ''}${stem || (ending ? '' : 'file')}${stem ? ending : ending.slice(1)}`;
}

/** The names of files in one folder, in their order: where two would be one (by capital letters, or how they are written) they are numbered. */
export function safeNames(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const name = safeName(text);
    const [ending = ''] = ENDING.exec(name) ?? [];
    const stem = name.slice(0, name.length - ending.length);
    let unique = name;
    for (let count = 2; taken.has(alike(unique)); count++) unique = `${stem}-${count}${ending}`;
    taken.add(alike(unique));
    return unique;
  });
}

/** As file systems compare names that heed neither capital letters nor ways of writing. */
const alike = (name: string): string => name.normalize('NFKC').toLowerCase();

/** So many bytes of a text at the most, whole characters. */
function cut(text: string, bytes: number): string {
  let [kept, size] = ['', 0];
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}
