import { Command } from 'commander';
import { devCommand } from './dev.js';
import { doctorCommand } from './doctor/doctor.js';
import { itemActionCommands } from './item-actions.js';
import { listCommand } from './list.js';
import { orderActionCommands } from './order-actions.js';
import { replayCommand } from './replay.js';
import { sandboxCommand } from './sandbox.js';
import { serverCommand } from './server.js';
import { setupCommand } from './setup.js';
import { showCommand } from './show.js';
import { submitCommand } from './submit.js';
import { triggerCommand } from './trigger.js';
import { waitCommand } from './wait.js';
import { workerCommand } from './worker.js';

/** The command line: one command a file, the small ones of a kind together. */
export function createProgram(): Command {
  const program = new Command('printess-production')
    .description('Durable production of Printess orders on Temporal.')
    .showHelpAfterError()
    .exitOverride();
  const commands = [
    devCommand(),
    workerCommand(),
    serverCommand(),
    sandboxCommand(),
    setupCommand(),
    submitCommand(),
    showCommand(),
    waitCommand(),
    listCommand(),
    ...itemActionCommands(),
    ...orderActionCommands(),
    triggerCommand(),
    replayCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command.exitOverride().showHelpAfterError());
  return program;
}
