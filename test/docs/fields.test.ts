import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { productionOrderSchema } from '../../src/contract/order.js';
import { ordersDocument } from '../../src/server/orders/openapi.js';
import { hovers } from '../support/hovers.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** What an editor knows by name, and the OpenAPI document too; orders of the HTTP API have no shop and no policy. */
const IN_BOTH = ['ProductionItem', 'OutputSettings', 'Vdp', 'MergeTemplate', 'OutputFile'];
const VIEWS = ['OrderView', 'ItemView', 'JobView', 'Attention', 'DecisionView', 'PrintFile', 'OrderEvent'];
const ELSEWHERE = ['ProductionOrder', 'Policy'];

const document = ordersDocument();
const { $defs = {} } = z.toJSONSchema(productionOrderSchema);
const schemas = { ...$defs, ...document.components.schemas } as Record<string, JsonSchema>;

/** The fields of a schema, and of the objects without a name in it, as expressions, with their descriptions. */
function fields(expression: string, { properties = {} }: JsonSchema): [string, string | undefined][] {
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(([name, schema]) => {
    const field = `${expression}.${name}`;
    return [[field, schema.description] as [string, string | undefined], ...fields(`${field}!`, schema)];
  });
}

describe('every field of order, item, policy, view and event', () => {
  const all = [...ELSEWHERE, ...IN_BOTH, ...VIEWS].flatMap((name) => fields(name.toLowerCase(), schemas[name] ?? {}));

  it('has its sentence in the OpenAPI document', () => {
    expect(all.length).toBeGreaterThan(100);
    for (const [field, description] of all) expect([field, description]).toEqual([field, expect.stringMatching(/\.$/)]);
    const components = Object.entries(document.components.schemas) as [string, JsonSchema][];
    for (const [name, schema] of components)
      for (const [field, description] of fields(name, schema))
        expect([field, description]).toEqual([field, expect.stringMatching(/\.$/)]);
  });

  it('has the same sentence in the editor', () => {
    const names = [...ELSEWHERE, ...IN_BOTH, ...VIEWS];
    const head = [
      `import type { ${names.join(', ')} } from '../../src/contract/types.js';`,
      ...names.map((name) => `declare const ${name.toLowerCase()}: ${name};`),
    ].join('\n');
    const shown = hovers(
      join(process.cwd(), 'test/docs/shop.ts'),
      head,
      all.map(([field]) => field),
    );
    expect(shown).toEqual(all.map(([, description]) => description));
  });
});

describe('the OpenAPI document of the orders API', () => {
  it('names what it has more than once: it is short, and a generated client has few types', () => {
    const text = JSON.stringify(document);
    expect(text.length).toBeLessThan(60_000);
    expect(text.match(/"\$ref"/g)?.length).toBeGreaterThan(50);
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).toHaveProperty(name);
    expect(text).not.toContain('$defs');
  });
});
