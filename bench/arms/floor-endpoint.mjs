// The floor's endpoint: any order's callback is a signal, taken when Temporal has it.
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import express from 'express';

const client = new Client({ connection: await Connection.connect({ address: process.env.TEMPORAL_ADDRESS }) });
const app = express();
app.post('/callback/:orderId', express.json(), async (request, response) => {
  try {
    await client.workflow.getHandle(request.params.orderId).signal('callback', request.body);
    response.sendStatus(202);
  } catch (error) {
    response.sendStatus(error instanceof WorkflowNotFoundError ? 200 : 503);
  }
});
const server = app.listen(Number(process.env.CALLBACK_PORT), '127.0.0.1', () => {
  process.send?.({ ready: true });
  process.stderr.write('Callbacks on port\n');
});
server.keepAliveTimeout = 60_000;
process.on('disconnect', () => process.exit());
