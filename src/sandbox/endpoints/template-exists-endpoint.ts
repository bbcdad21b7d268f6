import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { findTemplate } from '../templates.js';

/** Whether a template exists, published if that is asked for: free. */
export const templateExistsEndpoint = endpoint({
  path: '/template/exists',
  tag: 'templates',
  summary: 'Ask whether a template exists: free',
  request: z.looseObject({ templateName: z.string().min(1), hasPublishedVersion: z.boolean().nullish() }),
  answer: z.boolean(),
  example: { templateName: 'poster', hasPublishedVersion: true },
  handle: ({ templates }, { templateName, hasPublishedVersion }) => {
    const template = findTemplate(templates, templateName);
    return template !== undefined && (!hasPublishedVersion || template.published);
  },
});
