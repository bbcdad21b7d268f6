import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import * as z from 'zod';
import { FAULTS, isFaultName } from './faults.js';
import { record } from './record.js';
import { refuse } from './refuse.js';
import type { SandboxState } from './state.js';

const faultSchema = z.strictObject({
  name: z.string().refine(isFaultName),
  times: z.number().int().min(1).optional(),
  seconds: z.number().positive().optional(),
});
const creditsSchema = z.strictObject({ credits: z.number().int().min(0) });
const saveTokenSchema = z.strictObject({ templateName: z.string().min(1), expiresOn: z.iso.datetime() });

/** The sandbox's own API under /sandbox: its ledger, faults, credits and save tokens. No token: see `ownPageOnly`. */
export function adminRoutes(state: SandboxState): Router {
  const router = Router();
  router.get('/ledger', (_request, response) => {
    response.json({ ...state.ledger, credits: state.options.credits - state.ledger.creditsUsed });
  });
  router.get('/faults', (_request, response) => {
    response.json(FAULTS);
  });
  router.post('/faults', (request, response) => {
    const parsed = faultSchema.safeParse(request.body);
    if (!parsed.success)
      return refuse(response, 400, `name: one of ${Object.keys(FAULTS).join(', ')}; times, seconds: numbers`);
    state.live.set(parsed.data.name, parsed.data.times, parsed.data.seconds);
    response.status(204).end();
  });
  router.delete('/faults', (_request, response) => {
    state.live.clear();
    response.status(204).end();
  });
  router.post('/credits', (request, response) => {
    const parsed = creditsSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'credits: how many to add');
    record(state, { type: 'credits', added: parsed.data.credits });
    response.status(204).end();
  });
  router.post('/save-tokens', (request, response) => {
    const parsed = saveTokenSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'templateName, and expiresOn as an ISO 8601 date in UTC');
    // 89 characters, as the real ones.
    const saveToken = `st:${randomBytes(43).toString('hex')}`;
    record(state, { type: 'save-token', token: saveToken, about: parsed.data });
    response.status(201).json({ saveToken, ...parsed.data });
  });
  return router;
}
