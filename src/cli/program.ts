import { Command } from 'commander';
import { devCommand } from './commands/dev.js';
import { doctorCommand } from './doctor/doctor.js';
import { itemActionCommands } from './commands/item-actions.js';
import { listCommand } from './commands/list.js';
import { orderActionCommands } from './commands/order-actions.js';
import { replayCommand } from './commands/replay.js';
import { sandboxCommand } from './commands/sandbox.js';
import { serverCommand } from './commands/server.js';
import { setupCommand } from './commands/setup.js';
import { showCommand } from './commands/show.js';
import { submitCommand } from './commands/submit.js';
import { triggerCommand } from './commands/trigger.js';
import { waitCommand } from './commands/wait.js';
import { workerCommand } from './commands/worker.js';

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
