import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as limits from '../../src/contract/limits.js';
import * as messages from '../../src/contract/messages.js';
import * as names from '../../src/contract/names.js';
import { orderInputSchema } from '../../src/contract/order.js';
import { callbackReportSchema } from '../../src/contract/outcome.js';
import { DEFAULT_POLICY } from '../../src/contract/policy.js';

const RECORDED = new URL('replay-relevant.json', import.meta.url);
/** Without names and descriptions: no run depends on them. */
const schema = (type: z.ZodType) =>
  z.toJSONSchema(type, { io: 'input', unrepresentable: 'any', metadata: z.registry() });

/** What of the contract a run's commands depend on; docs/replay.md lists it. */
const relevant = (): object => ({
  limits: { ...limits },
  names: { ...names },
  defaultPolicy: DEFAULT_POLICY,
  order: schema(orderInputSchema),
  report: schema(callbackReportSchema),
  messages: Object.fromEntries(
    Object.entries(messages).flatMap(([name, value]) => (value instanceof z.ZodType ? [[name, schema(value)]] : [])),
  ),
});

describe('what of the contract moves recorded histories', () => {
  it('is as it was recorded: see docs/replay.md before you change it', async () => {
    const now = `${JSON.stringify(relevant(), null, 2)}\n`;
    if (process.env['RECORD_HISTORIES'] === '1') await writeFile(RECORDED, now);
    expect(JSON.parse(now)).toEqual(JSON.parse(await readFile(RECORDED, 'utf8')));
  });

  it('is listed in docs/replay.md, file by file', async () => {
    const page = await readFile(new URL('../../docs/replay.md', import.meta.url), 'utf8');
    for (const file of [
      'order',
      'item',
      'policy',
      'duration',
      'carried-state',
      'limits',
      'messages',
      'outcome',
      'answer',
      'names',
    ])
      expect(page).toContain(`\`${file}.ts\``);
  });
});
