import { Command } from 'commander';
import pc from 'picocolors';
import { ConfigError, loadConfig, type Config } from '../../config.js';
import { EndedOtherwise } from '../output/errors.js';
import { checkCallback } from './check-callback.js';
import { checkNode } from './check-node.js';
import { checkShop } from './check-shop.js';
import { checkTemporal } from './check-temporal.js';
import { fault, ok, type Finding } from './check.js';

export function doctorCommand(): Command {
  return new Command('doctor').option('--json', 'print the findings as JSON').action(runDoctor);
}

async function runDoctor({ json }: { json?: boolean }): Promise<void> {
  const findings: Finding[] = [checkNode(process.versions.node)];
  const config = readConfig(findings);
  findings.push(...(await safely('Temporal', checkTemporal)));
  if (config) {
    for (const name of config.shops.keys())
      findings.push(...(await safely(`shop ${name}`, () => checkShop(name, config))));
    findings.push(await checkCallback(config));
  }
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else process.stdout.write(`${findings.map(line).join('\n')}\n`);
  const faults = findings.filter(({ state }) => state === 'fault').length;
  if (!json) process.stderr.write(faults === 0 ? 'Nothing is wrong.\n' : `${faults} to be fixed.\n`);
  if (faults > 0) throw new EndedOtherwise(`${faults} faults`);
}

/** The whole configuration; its issues are findings, and then there is none. */
function readConfig(findings: Finding[]): Config | undefined {
  try {
    const config = loadConfig(process.env, 'everything');
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

/** A check that fails for a reason that it does not know is a finding too. */
async function safely(what: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [fault(what, error instanceof Error ? error.message : String(error))];
  }
}

const MARKS = { ok: pc.green('ok     '), fault: pc.red('FAULT  '), unknown: pc.yellow('unknown') };

const line = ({ what, state, said }: Finding) => `${MARKS[state]}  ${what.padEnd(22)}  ${said}`;
