import { Router } from 'express';
import { z } from 'zod';
import { FAULTS, isFaultName } from './faults.js';
import { refuse } from './refuse.js';
import type { SandboxState } from './state.js';

const faultSchema = z.strictObject({ name: z.string().refine(isFaultName), times: z.number().int().min(1).optional() });
const creditsSchema = z.strictObject({ credits: z.number().int().min(0) });

/** The sandbox's own API under /sandbox: its ledger, its faults, its credits. No token: it listens on loopback. */
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
      return refuse(response, 400, `name: one of ${Object.keys(FAULTS).join(', ')}; times: a number`);
    state.live.set(parsed.data.name, parsed.data.times);
    response.status(204).end();
  });
  router.delete('/faults', (_request, response) => {
    state.live.clear();
    response.status(204).end();
  });
  router.post('/credits', (request, response) => {
    const parsed = creditsSchema.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'credits: how many to add');
    state.options.credits += parsed.data.credits;
    response.status(204).end();
  });
  return router;
}
