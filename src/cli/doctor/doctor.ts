import { Command, Option } from 'commander';
import { ConfigError, loadConfig, type Config } from '../../config.js';
import { coloursOf } from '../output/colours.js';
import { EndedOtherwise } from '../output/errors.js';
import { checkCallback } from './check-callback.js';
import { checkNode } from './check-node.js';
import { checkShop } from './check-shop.js';
import { checkTemporal } from './check-temporal.js';
import { fault, ok, type Finding } from './check.js';

/** The processes that a machine may be for; absent: all of them. */
const PARTS = ['client', 'server', 'worker'] as const;

interface Options {
  for?: (typeof PARTS)[number];
  json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .addOption(new Option('--for <part>', 'check what this machine needs as one of them alone').choices(PARTS))
    .option('--json', 'print the findings as JSON')
    .action(runDoctor);
}

async function runDoctor({ for: part, json }: Options): Promise<void> {
  const findings: Finding[] = [checkNode(process.versions.node)];
  const config = readConfig(findings, part);
  findings.push(...(await safely('Temporal', checkTemporal)));
  // A client calls no Printess and is called by none; a server is called alone.
  if (config && (part === undefined || part === 'worker'))
    for (const name of config.shops.keys())
      findings.push(...(await safely(`shop ${name}`, () => checkShop(name, config))));
  if (config && part !== 'client')
    findings.push(await checkCallback(part === 'server' ? onThisMachine(config) : config));
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else process.stdout.write(`${findings.map(line).join('\n')}\n`);
  const faults = findings.filter(({ state }) => state === 'fault').length;
  if (!json) process.stderr.write(faults === 0 ? 'Nothing is wrong.\n' : `${faults} to be fixed.\n`);
  if (faults > 0) throw new EndedOtherwise(`${faults} faults`);
}

/** The whole configuration, or that of a part; its issues are findings, and then there is none. */
function readConfig(findings: Finding[], part: Options['for']): Config | undefined {
  try {
    const config = loadConfig(process.env, part ?? 'everything');
    findings.push(ok('configuration', `${config.shops.size} ${config.shops.size === 1 ? 'shop' : 'shops'}`));
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(
      ...error.issues.map(({ variable, message }) => fault(variable, `${message}; see docs/configuration.md.`)),
    );
    return undefined;
  }
}

/** A server does not know by which URL Printess finds it: what is seen is whether it listens. */
function onThisMachine(config: Config): Config {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[config.CALLBACK_HOST] ?? config.CALLBACK_HOST;
  return { ...config, CALLBACK_BASE_URL: `http://${host}:${config.CALLBACK_PORT}` };
}

/** A check that fails for a reason that it does not know is a finding too. */
async function safely(what: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [fault(what, error instanceof Error ? error.message : String(error))];
  }
}

const MARKS = { ok: ['green', 'ok     '], fault: ['red', 'FAULT  '], unknown: ['yellow', 'unknown'] } as const;

function line({ what, state, said }: Finding): string {
  const [colour, word] = MARKS[state];
  const mark = coloursOf(process.stdout)(colour, word);
  return `${mark}  ${what.padEnd(22)}  ${said}`;
}
