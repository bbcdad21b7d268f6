import { describe, expect, it } from '@jest/globals';
import { scriptedActivities } from '../support/scripted-activities.js';
import { orderOf } from '../support/order-of.js';
import { withOrders } from '../support/with-orders.js';
import { until } from '../support/until.js';
import { escapeMarkdown } from '../../src/workflows/publish/escape-markdown.js';

describe('what the Web UI shows of an order', () => {
  it('stays below 4 kB however many items need a person, whatever Printess said', async () => {
    const message = '<b>漢字</b> '.repeat(60);
    const activities = scriptedActivities({ produce: () => ({ kind: 'refused', message, produceCalls: 1 }) });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(100));
      await seen(handle, 'attention', ({ items }) => items.every(({ state }) => state === 'attention'));
      const details = await until('the details', async () => {
        const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
        return metadata.currentDetails;
      });
      expect(Buffer.byteLength(details)).toBeLessThan(4_000);
      expect(details).toContain('Needs a person');
      expect(details).toContain('more items');
      expect(details).not.toContain('<b>');
    });
  });

  it('escapes every character that Markdown or HTML could take as its own', () => {
    expect(escapeMarkdown('<a href=x> [l](u) `c` *b* _i_ http://e\n# h | t')).not.toMatch(/(^|[^\\])[<>[\]()`*_#|]/);
    expect(escapeMarkdown('http://e')).toBe('http\\://e');
  });
});
