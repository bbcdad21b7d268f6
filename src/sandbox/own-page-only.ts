import type { RequestHandler } from 'express';
import { isContentType } from '../contract/content-type.js';
import { refuse } from './refuse.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Lets a request in that is made on this machine, by a program or by a page of the sandbox: a page from elsewhere that
 * somebody here has open could otherwise switch faults and credits, by a form or by a host name that leads here.
 */
export const ownPageOnly: RequestHandler = (request, response, next) => {
  const { host = '', origin } = request.headers;
  const site = request.get('sec-fetch-site') ?? 'none';
  if (!LOOPBACK.test(host)) return refuse(response, 403, 'the admin API answers under a loopback address alone');
  if ((origin !== undefined && origin !== `http://${host}`) || !['none', 'same-origin'].includes(site))
    return refuse(response, 403, 'the admin API answers no page from elsewhere');
  if (request.method === 'POST' && !isContentType(request.get('content-type'), 'application/json'))
    return refuse(response, 415, 'the admin API takes application/json');
  next();
};
