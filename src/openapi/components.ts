import * as z from 'zod';

/** A schema as it stands in a document: of what comes in, or of what goes out. */
export interface Shape {
  schema: z.ZodType;
  io: 'input' | 'output';
}

export interface Components {
  /** The JSON Schemas of schemas with an id, by that. */
  schemas: Record<string, object>;
  /** The JSON Schema of one of the shapes, which refers to those. */
  schemaOf: (schema: z.ZodType, io: Shape['io']) => object;
}

/** JSON Schemas of shapes for one document. Throws where an id stands for two that differ: each is to have its own. */
export function components(shapes: readonly Shape[]): Components {
  const sides = { input: sideOf(shapes, 'input'), output: sideOf(shapes, 'output') };
  const schemas = { ...sides.input.schemas, ...sides.output.schemas };
  for (const [id, schema] of Object.entries(sides.input.schemas))
    if (JSON.stringify(schema) !== JSON.stringify(schemas[id]))
      throw new Error(`What comes in and what goes out as ${id} differ: give the schemas two ids.`);
  return { schemas, schemaOf: (schema, io) => sides[io].of.get(schema) ?? {} };
}

/** All schemas of a side at once, since only then those with an id are found to be the same. */
function sideOf(
  shapes: readonly Shape[],
  side: Shape['io'],
): { schemas: Record<string, object>; of: Map<z.ZodType, object> } {
  const all = [...new Set(shapes.filter(({ io }) => io === side).map(({ schema }) => schema))];
  const made = z.toJSONSchema(z.tuple(all as [z.ZodType, ...z.ZodType[]]), { io: side, unrepresentable: 'any' });
  const { prefixItems = [], $defs = {} } = JSON.parse(
    JSON.stringify(made).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'),
  ) as { prefixItems?: object[]; $defs?: Record<string, object> };
  return { schemas: $defs, of: new Map(all.map((schema, index) => [schema, prefixItems[index] ?? {}])) };
}
