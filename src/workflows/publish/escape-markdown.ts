/**
 * Text from outside, made harmless where the Web UI renders Markdown: it passes raw HTML through and links bare URLs, and
 * does not decode entities, so every special character gets a backslash (measured with Web UI 2.54).
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()<>#+\-!|~&:.@]/g, '\\$&');
}
