import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { PROGRAM } from './output/program-name.js';

/** Under which heading a command stands in the help. */
type Group = 'Run' | 'Orders' | 'Decide' | 'Check';

interface Entry {
  group: Group;
  description: string;
  /** Loads the command's module: what it does not use it does not wait for. */
  load: () => Promise<Command>;
}

const itemAction = async (name: string): Promise<Command> =>
  named((await import('./commands/item-actions.js')).itemActionCommands(), name);
const orderAction = async (name: string): Promise<Command> =>
  named((await import('./commands/order-actions.js')).orderActionCommands(), name);

const COMMANDS: Record<string, Entry> = {
  dev: {
    group: 'Run',
    description: 'Start everything on this machine and run a sample order.',
    load: async () => (await import('./commands/dev.js')).devCommand(),
  },
  worker: {
    group: 'Run',
    description: 'Take orders from Temporal and have Printess produce them, until stopped.',
    load: async () => (await import('./commands/worker.js')).workerCommand(),
  },
  server: {
    group: 'Run',
    description: 'Receive Printess’s callbacks and, with ORDERS_API_KEYS, orders over HTTP, until stopped.',
    load: async () => (await import('./commands/server.js')).serverCommand(),
  },
  sandbox: {
    group: 'Run',
    description: 'Run a stand-in of the Printess Backend API, until stopped.',
    load: async () => (await import('./commands/sandbox.js')).sandboxCommand(),
  },
  setup: {
    group: 'Check',
    description: 'Create the search attributes in the Temporal namespace; harmless to repeat.',
    load: async () => (await import('./commands/setup.js')).setupCommand(),
  },
  submit: {
    group: 'Orders',
    description: 'Start orders: one, an array, or JSON Lines; safe to repeat.',
    load: async () => (await import('./commands/submit.js')).submitCommand(),
  },
  show: {
    group: 'Orders',
    description: 'Show an order as it stands.',
    load: async () => (await import('./commands/show.js')).showCommand(),
  },
  wait: {
    group: 'Orders',
    description: 'Wait until an order has ended or needs a person.',
    load: async () => (await import('./commands/wait.js')).waitCommand(),
  },
  list: {
    group: 'Orders',
    description: 'List a shop’s orders, the newest first.',
    load: async () => (await import('./commands/list.js')).listCommand(),
  },
  retry: {
    group: 'Decide',
    description: 'Order an item again (paid again), or all that can be; an ended order starts again.',
    load: () => itemAction('retry'),
  },
  adopt: {
    group: 'Decide',
    description: 'Have an item follow a job that Printess has already.',
    load: () => itemAction('adopt'),
  },
  approve: {
    group: 'Decide',
    description: 'Take an item’s files as they are, after a failed preflight.',
    load: () => itemAction('approve'),
  },
  abandon: { group: 'Decide', description: 'Give an item up.', load: () => itemAction('abandon') },
  check: {
    group: 'Decide',
    description: 'Ask Printess now how an order’s open jobs stand.',
    load: () => orderAction('check'),
  },
  cancel: {
    group: 'Decide',
    description: 'Cancel an order: calls in flight are allowed to finish, produced items stay.',
    load: () => orderAction('cancel'),
  },
  resume: {
    group: 'Decide',
    description: 'The shop’s credits, token or network are fixed: have all its held orders go on.',
    load: () => orderAction('resume'),
  },
  fetch: {
    group: 'Orders',
    description: 'Fetch the files of orders into a folder; repeated, it brings what is missing.',
    load: async () => (await import('./commands/fetch.js')).fetchCommand(),
  },
  erase: {
    group: 'Orders',
    description: 'Remove an order’s files from the archive, and leave a receipt.',
    load: async () => (await import('./commands/erase.js')).eraseCommand(),
  },
  trigger: {
    group: 'Check',
    description: 'Have something happen that comes from outside.',
    load: async () => (await import('./commands/trigger.js')).triggerCommand(),
  },
  replay: {
    group: 'Check',
    description: 'Replay histories against this build: before a deploy, to see that no running order breaks.',
    load: async () => (await import('./commands/replay.js')).replayCommand(),
  },
  doctor: {
    group: 'Check',
    description: 'Check the whole configuration, and say what fixes each fault.',
    load: async () => (await import('./doctor/doctor.js')).doctorCommand(),
  },
  completion: {
    group: 'Check',
    description: 'Print a script that completes commands and options in your shell.',
    load: async () => (await import('./commands/completion.js')).completionCommand(allCommands),
  },
};

/** Its help stands in the order of these. */
const GROUPS: Group[] = ['Run', 'Orders', 'Decide', 'Check'];

/** The command line; of its commands only the one that is asked for, or asked about, is more than its name. */
export async function createProgram(argv: readonly string[], { json }: { json: boolean }): Promise<Command> {
  const program = new Command(PROGRAM)
    .description('Durable production of Printess orders on Temporal.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .commandsGroup('Check:')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride();
  // With --json what is wrong is told as JSON, by whoever catches it.
  if (json) program.configureOutput({ writeErr: () => undefined });
  const [first, second] = argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = first === 'help' ? second : first;
  program.showHelpAfterError(`See "${PROGRAM} --help".`);
  for (const group of GROUPS)
    for (const [name, entry] of Object.entries(COMMANDS).filter(([, one]) => one.group === group)) {
      const command = name === asked ? await entry.load() : new Command(name);
      program.addCommand(command.description(entry.description).helpGroup(`${group}:`));
      for (const one of [command, ...command.commands]) {
        one.copyInheritedSettings(program);
        const words = one === command ? [name] : [name, one.name()];
        one.showHelpAfterError(`See "${[PROGRAM, ...words].join(' ')} --help".`);
      }
    }
  return program;
}

/** Every command with its options. */
async function allCommands(): Promise<Command[]> {
  return Promise.all(
    Object.values(COMMANDS).map(async ({ description, load }) => (await load()).description(description)),
  );
}

function version(): string {
  const path = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

function named(commands: Command[], name: string): Command {
  const command = commands.find((one) => one.name() === name);
  if (!command) throw new Error(`There is no command ${name}`);
  return command;
}
