/** The changelog with what stood under Unreleased under a version; Unreleased stays first, empty. Throws where nothing stood there. */
export function moveUnreleased(changelog, version, date) {
  const [head, rest] = changelog.split(/^## Unreleased\n/m);
  if (rest === undefined) throw new Error('The changelog has no heading "## Unreleased"');
  const [entries, ...older] = rest.split(/^(?=## )/m);
  if (entries.trim() === '') throw new Error('Nothing stands under "## Unreleased": there is nothing to release');
  return `${head}## Unreleased\n\n## ${version} (${date})\n\n${entries.trim()}\n${older.length > 0 ? '\n' : ''}${older.join('')}`;
}
