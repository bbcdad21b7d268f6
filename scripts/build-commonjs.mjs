// Builds lib/cjs, what CommonJS programs and tools that know no `exports` load of the client and the sandbox.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.cjs.json'], { cwd: root, stdio: 'inherit' });
writeFileSync(fileURLToPath(new URL('../lib/cjs/package.json', import.meta.url)), '{ "type": "commonjs" }\n');
