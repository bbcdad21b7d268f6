import { Argument, Command } from 'commander';
import { PROGRAM } from '../output/program-name.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Prints a script that completes the commands and options of the program for a shell. */
export function completionCommand(commands: () => Promise<readonly Command[]>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) => {
      process.stdout.write(SCRIPTS[shell](await commands()));
    });
}

const optionsOf = (command: Command) => command.options.flatMap(({ long }) => (long ? [long] : []));

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const words = [...command.commands.map((one) => one.name()), ...optionsOf(command), '--help'];
    return `    ${command.name()}) words="${words.join(' ')}" ;;`;
  });
  return `_printess_production() {
  local words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${commands.map((one) => one.name()).join(' ')} --help --version"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _printess_production ${PROGRAM}
`;
}

function fish(commands: readonly Command[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const first = commands.map(
    (command) =>
      `complete -c ${PROGRAM} -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.description())}`,
  );
  const options = commands.flatMap((command) =>
    command.options.map(({ long, description }) => {
      const seen = `'__fish_seen_subcommand_from ${command.name()}'`;
      return `complete -c ${PROGRAM} -n ${seen} -l ${long?.slice(2) ?? ''} -d ${quoted(description)}`;
    }),
  );
  return `${[...first, ...options].join('\n')}\n`;
}

const SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly Command[]) => string> = {
  bash,
  zsh: (commands) => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
  fish,
};
