/** What another build may be: it knows the workflow by name, and none of its queries. */
export async function productionOrder(): Promise<void> {
  await new Promise(() => undefined);
}
