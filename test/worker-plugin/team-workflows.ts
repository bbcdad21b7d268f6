import { proxyActivities } from '@temporalio/workflow';

const { greeting } = proxyActivities<{ greeting: (name: string) => Promise<string> }>({ startToCloseTimeout: '1m' });

/** A workflow of the team that the worker belongs to. */
export async function greet(name: string): Promise<string> {
  return greeting(name);
}
