import { Command } from 'commander';

interface Entry {
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
    description: 'Start everything on this machine and run a sample order.',
    load: async () => (await import('./commands/dev.js')).devCommand(),
  },
  worker: {
    description: 'Take orders from Temporal and have Printess produce them, until stopped.',
    load: async () => (await import('./commands/worker.js')).workerCommand(),
  },
  server: {
    description: 'Receive Printess’s callbacks and, with ORDERS_API_KEYS, orders over HTTP, until stopped.',
    load: async () => (await import('./commands/server.js')).serverCommand(),
  },
  sandbox: {
    description: 'Run a stand-in of the Printess Backend API, until stopped.',
    load: async () => (await import('./commands/sandbox.js')).sandboxCommand(),
  },
  setup: {
    description: 'Create the search attributes in the Temporal namespace; harmless to repeat.',
    load: async () => (await import('./commands/setup.js')).setupCommand(),
  },
  submit: {
    description: 'Start orders: one, an array, or JSON Lines; safe to repeat.',
    load: async () => (await import('./commands/submit.js')).submitCommand(),
  },
  show: {
    description: 'Show an order as it stands.',
    load: async () => (await import('./commands/show.js')).showCommand(),
  },
  wait: {
    description: 'Wait until an order has ended or needs a person.',
    load: async () => (await import('./commands/wait.js')).waitCommand(),
  },
  list: {
    description: 'List a shop’s orders, the newest first.',
    load: async () => (await import('./commands/list.js')).listCommand(),
  },
  retry: {
    description: 'Order an item again (paid again), or all that can be; an ended order starts again.',
    load: () => itemAction('retry'),
  },
  adopt: {
    description: 'Have an item follow a job that Printess has already.',
    load: () => itemAction('adopt'),
  },
  approve: {
    description: 'Take an item’s files as they are, after a failed preflight.',
    load: () => itemAction('approve'),
  },
  abandon: { description: 'Give an item up.', load: () => itemAction('abandon') },
  check: {
    description: 'Ask Printess now how an order’s open jobs stand.',
    load: () => orderAction('check'),
  },
  cancel: {
    description: 'Cancel an order: calls in flight are allowed to finish, produced items stay.',
    load: () => orderAction('cancel'),
  },
  resume: {
    description: 'The shop’s credits, token or network are fixed: have all its held orders go on.',
    load: () => orderAction('resume'),
  },
  fetch: {
    description: 'Fetch the files of orders into a folder; repeated, it brings what is missing.',
    load: async () => (await import('./commands/fetch.js')).fetchCommand(),
  },
  erase: {
    description: 'Remove an order’s files from the archive, and leave a receipt.',
    load: async () => (await import('./commands/erase.js')).eraseCommand(),
  },
  trigger: {
    description: 'Have something happen that comes from outside.',
    load: async () => (await import('./commands/trigger.js')).triggerCommand(),
  },
  replay: {
    description: 'Replay histories against this build: before a deploy, to see that no running order breaks.',
    load: async () => (await import('./commands/replay.js')).replayCommand(),
  },
  doctor: {
    description: 'Check the whole configuration, and say what fixes each fault.',
    load: async () => (await import('./doctor/doctor.js')).doctorCommand(),
  },
};

/** The command line; of its commands only the one that is asked for, or asked about, is more than its name. */
export async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command('printess-production')
    .description('Durable production of Printess orders on Temporal.')
    .showHelpAfterError()
    .exitOverride();
  const [first, second] = argv.slice(2).filter((word) => !word.startsWith('-'));
  const asked = first === 'help' ? second : first;
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    const command = name === asked ? await load() : new Command(name);
    program.addCommand(command.description(description).exitOverride().showHelpAfterError());
  }
  return program;
}

function named(commands: Command[], name: string): Command {
  const command = commands.find((one) => one.name() === name);
  if (!command) throw new Error(`There is no command ${name}`);
  return command;
}
