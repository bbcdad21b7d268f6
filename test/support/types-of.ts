import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

const DEFS = '#/$defs/';
const HEAD = `// Made from the schemas of this folder by \`npm run generate\`: what an editor shows of a field stands there.
`;

/**
 * TypeScript of the named schemas (those with an id) that these are or have in them, with their descriptions as comments;
 * and of `inputs`, as they are before their defaults are filled in.
 */
export function typesOf(roots: readonly z.ZodType[], inputs: Record<string, z.ZodType>): string {
  const all = z.object(Object.fromEntries(roots.map((root, index) => [index, root])));
  const { $defs = {} } = z.toJSONSchema(all, { unrepresentable: 'any' });
  const given = Object.entries(inputs).map(([name, input]) => {
    const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
    return [name, schema.$ref ? schema.$defs?.[schema.$ref.replace(DEFS, '')] : schema] as [string, JsonSchema];
  });
  return [HEAD, ...[...Object.entries($defs), ...given].map(([name, schema]) => declaration(name, schema))].join('\n');
}

const declaration = (name: string, schema: JsonSchema): string =>
  schema.properties
    ? `${comment(schema)}export interface ${name} ${typeOf(schema)}\n`
    : `${comment(schema)}export type ${name} = ${typeOf(schema)};\n`;

function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return schema.$ref.replace(DEFS, '');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.properties) return `{\n${members(schema)}}`;
  if (schema.type === 'object') return `{ [name: string]: ${typeOf(schema.additionalProperties as JsonSchema)} }`;
  if (schema.type === 'array') return `(${typeOf(schema.items as JsonSchema)})[]`;
  if (schema.type === 'integer') return 'number';
  if (schema.type === undefined && Object.keys(schema).every((key) => key === 'description')) return 'unknown';
  if (schema.type === 'string' || schema.type === 'number' || schema.type === 'boolean') return schema.type;
  throw new Error(`No TypeScript for ${JSON.stringify(schema)}`);
}

const members = ({ properties = {}, required = [] }: JsonSchema): string =>
  Object.entries(properties as Record<string, JsonSchema>)
    .map(([name, schema]) => {
      const type = typeOf(schema);
      const isGiven = required.includes(name);
      return `${comment(schema)}${name}${isGiven ? '' : '?'}: ${type}${isGiven || type === 'unknown' ? '' : ' | undefined'};\n`;
    })
    .join('');

const comment = ({ description }: JsonSchema): string => (description === undefined ? '' : `/** ${description} */\n`);
