import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { issuesText } from '../contract/issues.js';
import { parseInput } from '../contract/parse-input.js';
import { readJson } from '../contract/read-json.js';
import { SandboxError } from './sandbox-error.js';

const documentSchema = z.strictObject({
  name: z.string().min(1),
  pages: z.number().int().min(1).max(10_000).default(1),
  /** Only documents marked for production are rendered; none marked: the first. */
  production: z.boolean().default(false),
  widthMm: z.number().min(1).max(5_000).default(210),
  heightMm: z.number().min(1).max(5_000).default(297),
});

const formFieldSchema = z.strictObject({
  name: z.string().min(1),
  isMandatory: z.boolean().default(false),
  maximumCharacters: z.number().int().min(1).optional(),
  /** What a list field lets one choose from. */
  entries: z.array(z.string()).default([]),
});

const templateSchema = z.strictObject({
  documents: z.array(documentSchema).min(1),
  formFields: z.array(formFieldSchema).default([]),
  /** Whether there is a published version. */
  published: z.boolean().default(true),
});

const saveTokenSchema = z.strictObject({ templateName: z.string().min(1), expiresOn: z.iso.datetime() });

/** A file of templates and save tokens, by their names. */
export const templatesFileSchema = z.strictObject({
  templates: z.record(z.string().min(1), templateSchema).default({}),
  saveTokens: z.record(z.string().startsWith('st:'), saveTokenSchema).default({}),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateDocument = z.infer<typeof documentSchema>;
export type SaveToken = z.infer<typeof saveTokenSchema>;

export interface Templates {
  named: Map<string, Template>;
  saveTokens: Map<string, SaveToken>;
}

const BUILT_IN: z.input<typeof templatesFileSchema>['templates'] = {
  'photo-book': {
    documents: [
      { name: 'cover', production: true, widthMm: 420 },
      { name: 'content', pages: 24, production: true },
      { name: 'preview' },
    ],
  },
  'greeting-card': { documents: [{ name: 'card', pages: 2, widthMm: 148, heightMm: 105 }] },
  'business-card': {
    documents: [{ name: 'card', pages: 2, widthMm: 85, heightMm: 55 }],
    formFields: [
      { name: 'name', isMandatory: true, maximumCharacters: 40 },
      { name: 'paper', entries: ['matt', 'gloss'] },
    ],
  },
  poster: { documents: [{ name: 'poster', widthMm: 500, heightMm: 700 }, { name: 'proof' }] },
  'draft-only': { documents: [{ name: 'document' }], published: false },
};

/** A save token lives so long where nobody has said otherwise. */
const LIFETIME = 30 * 24 * 3_600_000;

/** The built-in templates and those of a JSON file. Throws with every fault of the file by its path. */
export function loadTemplates(path?: string): Templates {
  const builtIn = templatesFileSchema.parse({ templates: BUILT_IN });
  const read = path === undefined ? builtIn : readTemplates(path);
  return {
    named: new Map(Object.entries({ ...builtIn.templates, ...read.templates })),
    saveTokens: new Map(Object.entries(read.saveTokens)),
  };
}

function readTemplates(path: string): z.infer<typeof templatesFileSchema> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new SandboxError(`SANDBOX_TEMPLATES_FILE: ${path} cannot be read.`, { cause });
  }
  const read = readJson(bytes);
  if (!read.ok) throw new SandboxError(`SANDBOX_TEMPLATES_FILE: ${path} is ${read.message}.`);
  const parsed = parseInput(templatesFileSchema, read.value);
  if (!parsed.ok) throw new SandboxError(`SANDBOX_TEMPLATES_FILE: ${path}: ${issuesText(parsed.issues)}`);
  return parsed.data;
}

/** What a template's name or a save token stands for; undefined: there is none. Any name works but `missing-…`. */
export function findTemplate({ named, saveTokens }: Templates, name: string): Template | undefined {
  const known = saveTokens.get(name);
  if (known) return findTemplate({ named, saveTokens }, known.templateName);
  if (name.startsWith('missing-')) return undefined;
  return named.get(name) ?? templateSchema.parse({ documents: manyDocuments(name) ?? [{ name: 'document' }] });
}

/** Until when a save token lives: any works, for 30 days more, but `st:expired…`, which has ended long ago. */
export function expiryOf({ saveTokens }: Templates, token: string): string {
  const known = saveTokens.get(token)?.expiresOn;
  if (known !== undefined) return known;
  return token.startsWith('st:expired') ? '2020-01-01T00:00:00.000Z' : new Date(Date.now() + LIFETIME).toISOString();
}

/** The documents that producing a template renders. */
export function productionDocuments({ documents }: Template): TemplateDocument[] {
  const marked = documents.filter(({ production }) => production);
  return marked.length > 0 ? marked : documents.slice(0, 1);
}

/** `files-N` has N documents, all for production. */
function manyDocuments(name: string): { name: string; production: boolean }[] | undefined {
  const many = /^files-(\d{1,5})$/.exec(name)?.[1];
  if (many === undefined || Number(many) === 0) return undefined;
  return Array.from({ length: Number(many) }, (_, index) => ({ name: `page-${index + 1}`, production: true }));
}
