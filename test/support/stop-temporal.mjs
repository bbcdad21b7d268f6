/** jest's global teardown. */
export default async function stopTemporal() {
  await globalThis.stopTestTemporal?.();
}
