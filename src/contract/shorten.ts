/**
 * A text of at most so many characters, whole ones, marked by an ellipsis where it is cut: a text that ends inside a
 * character, or holds half of one, makes a document that strict readers (PHP's) refuse as a whole.
 */
export function shorten(text: string, length: number): string {
  const cut = text.length > length ? `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return cut.toWellFormed();
}
