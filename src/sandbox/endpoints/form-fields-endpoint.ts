import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { refuse } from '../refuse.js';
import { findTemplate } from '../templates.js';

const field = z.strictObject({
  name: z.string(),
  display: z.string(),
  dataType: z.string(),
  userInterface: z.string(),
  isMandatory: z.boolean(),
  isPriceRelevant: z.boolean(),
  maximumCharacters: z.number().int(),
  entries: z.array(z.strictObject({ key: z.string(), label: z.string() })),
});

/** The form fields of a template: free. Shipped plugins read `formFields` and those of each document. */
export const formFieldsEndpoint = endpoint({
  path: '/template/formFields/list',
  tag: 'templates',
  summary: 'List a template’s form fields: free',
  request: z.looseObject({ templateName: z.string().min(1), usePublishedVersion: z.boolean().nullish() }),
  answer: z.strictObject({
    formFields: z.array(field),
    documentFormFields: z.array(z.strictObject({ documentName: z.string(), formFields: z.array(field) })),
  }),
  example: { templateName: 'business-card' },
  refusals: [406],
  handle: ({ templates }, { templateName }, { response }) => {
    const template = findTemplate(templates, templateName);
    if (!template) return refuse(response, 406, 'there is no such template');
    return {
      formFields: template.formFields.map(({ name, isMandatory, maximumCharacters = 0, entries }) => ({
        name,
        display: name,
        dataType: 'text',
        userInterface: entries.length > 0 ? 'select-list' : 'single-line',
        isMandatory,
        isPriceRelevant: false,
        maximumCharacters,
        entries: entries.map((key) => ({ key, label: key })),
      })),
      documentFormFields: [],
    };
  },
});
