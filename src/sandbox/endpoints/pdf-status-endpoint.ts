import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { refusedStatus } from '../refused-status.js';
import { statusOf } from '../result.js';

/** The short form of the status: the PDFs alone. */
export const pdfStatusEndpoint = endpoint({
  path: '/production/status/pdf/get',
  tag: 'production',
  summary: 'Ask how a job stands, the short form: throttled',
  request: z.looseObject({ jobId: z.string().min(1) }),
  answer: z.strictObject({
    isFinalStatus: z.boolean(),
    isError: z.boolean(),
    errorDetails: z.string().nullable(),
    formFieldsUrl: z.string().nullable(),
    pdfs: z.array(z.strictObject({ documentName: z.string(), url: z.string() })),
  }),
  example: { jobId: 'the jobId that produce has answered' },
  refusals: [429],
  handle: (state, { jobId }, { response }) => {
    if (refusedStatus(state, jobId, response)) return undefined;
    const { isFinalStatus, isSuccess, errorDetails, result } = statusOf(state, jobId);
    return {
      isFinalStatus,
      isError: isFinalStatus && !isSuccess,
      errorDetails,
      formFieldsUrl: null,
      pdfs: Object.entries(result?.r ?? {}).map(([documentName, url]) => ({ documentName, url })),
    };
  },
});
