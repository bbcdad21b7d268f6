import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { expiryOf } from '../templates.js';

/** About a save token: when it ends. Free. */
export const templateInfoEndpoint = endpoint({
  path: '/shop/template/info',
  tag: 'templates',
  summary: 'Ask when a save token ends: free',
  request: z.looseObject({ id: z.string().startsWith('st:') }),
  answer: z.strictObject({ id: z.string(), templateName: z.string(), expiresOn: z.iso.datetime() }),
  example: { id: 'st:a-save-token' },
  handle: ({ templates }, { id }) => {
    const { templateName = 'document' } = templates.saveTokens.get(id) ?? {};
    return { id, templateName, expiresOn: expiryOf(templates, id) };
  },
});
