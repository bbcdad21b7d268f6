import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { record } from '../record.js';
import { refuse } from '../refuse.js';

/** Lets a save token and its images live longer; costs a credit. */
export const extendLifetimeEndpoint = endpoint({
  path: '/savetoken/lifetime/extend',
  tag: 'templates',
  summary: 'Let a save token live longer: costs extra',
  request: z.looseObject({
    saveToken: z.string().startsWith('st:'),
    expiresOn: z.iso.datetime({ offset: true, local: true }),
  }),
  answer: z.strictObject({ saveToken: z.string(), expiresOn: z.iso.datetime() }),
  example: { saveToken: 'st:a-save-token', expiresOn: '2030-01-01T00:00:00Z' },
  refusals: [402],
  handle: (state, { saveToken, expiresOn }, { response }) => {
    if (state.ledger.creditsUsed >= state.options.credits) return refuse(response, 402, 'insufficient funds');
    const about = {
      templateName: 'document',
      ...state.templates.saveTokens.get(saveToken),
      expiresOn: new Date(expiresOn).toISOString(),
    };
    record(state, { type: 'save-token', token: saveToken, about });
    record(state, { type: 'spent', credits: 1 });
    return { saveToken, expiresOn: about.expiresOn };
  },
});
