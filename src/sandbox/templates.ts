/** A document of a template and how many pages it has. */
export interface TemplateDocument {
  name: string;
  pages: number;
  /** Only documents marked for production are rendered; none marked: the first. */
  production?: boolean;
}

const NAMED: Record<string, TemplateDocument[]> = {
  'photo-book': [
    { name: 'cover', pages: 1, production: true },
    { name: 'content', pages: 24, production: true },
    { name: 'preview', pages: 1 },
  ],
  'greeting-card': [{ name: 'card', pages: 2 }],
  poster: [
    { name: 'poster', pages: 1 },
    { name: 'proof', pages: 1 },
  ],
};

/** The documents that producing a template renders. Any name works; `files-N` has N documents. */
export function productionDocuments(templateName: string): TemplateDocument[] {
  const many = /^files-(\d{1,5})$/.exec(templateName)?.[1];
  if (many) return Array.from({ length: Number(many) }, (_, index) => ({ name: `page-${index + 1}`, pages: 1 }));
  const documents = NAMED[templateName] ?? [{ name: 'document', pages: 1 }];
  const marked = documents.filter(({ production }) => production);
  return marked.length > 0 ? marked : documents.slice(0, 1);
}
