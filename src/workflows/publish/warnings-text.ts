import type { OrderRun } from '../order/order-run.js';
import { escapeMarkdown } from './escape-markdown.js';

/** What people should know before they use the files, or pay again. */
export function warningsText({ items }: OrderRun, most: number): string {
  const warnings = items.flatMap((item) => item.warnings.map((warning) => ({ itemId: item.itemId, warning })));
  if (warnings.length === 0) return '';
  const lines = warnings
    .slice(0, most)
    .map(({ itemId, warning }) => `- **${escapeMarkdown(itemId)}**: ${escapeMarkdown(warning)}`);
  const more = warnings.length > most ? [`…and ${warnings.length - most} more warnings.`] : [];
  return ['### To know', lines.join('\n'), ...more].filter(Boolean).join('\n\n');
}
