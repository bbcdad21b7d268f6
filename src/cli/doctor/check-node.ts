import { fault, ok, type Finding } from './check.js';

/** Whether this Node.js is one that the package runs on: 20.19 or later. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newEnough = major > 20 || (major === 20 && minor >= 19);
  if (newEnough) return ok('Node.js', version);
  return fault('Node.js', `${version} is too old: install Node.js 20.19 or later.`);
}
