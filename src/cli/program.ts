/** Which commands, arguments and options there are, as people type them. */
import { Command, CommanderError, Option } from 'commander';
import { addArgo, type ArgoCommands } from './argo-commands';
import {
  colorOption,
  formatOption,
  istioVersionOption,
  manifestsArgument,
  meshOption,
  ofCaseFiles,
  outputOption,
} from './common-options';
import type { CheckCommandOptions } from './commands/check';
import type { ExplainCommandOptions } from './commands/explain';
import type { TestCommandOptions } from './commands/test';
import { ExitCode } from './exit-code';
import { addImport, type ImportCommand } from './import-command';
import { type Io, isWrongUse } from './io';
import { all, notEmpty, once } from './option-values';
import { addDiff, addProve, addReach, type ReachCommands } from './reach-commands';
import { addRollout, type RolloutCommand } from './rollout-command';

const FORMATS = ['text', 'json', 'sarif', 'markdown', 'junit'];

/** The commands, each loaded only when it runs: `--help` should not wait for the engine. */
export interface Commands extends ReachCommands, RolloutCommand, ArgoCommands, ImportCommand {
  readonly check: () => Promise<{ run(options: CheckCommandOptions, io: Io): Promise<ExitCode> }>;
  readonly explain: () => Promise<{ run(options: ExplainCommandOptions, io: Io): Promise<ExitCode> }>;
  readonly test: () => Promise<{ run(options: TestCommandOptions, io: Io): Promise<ExitCode> }>;
}

/** Runs a command line, without the names of node and script; never throws. */
export async function runProgram(args: readonly string[], io: Io, commands: Commands): Promise<ExitCode> {
  let code = ExitCode.Good;
  const program = programFor(io, commands, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Good : ExitCode.Wrong;
    if (isWrongUse(error)) {
      io.err(`${error.lines.join('\n')}\n`);
      return ExitCode.Wrong;
    }
    const reason = error instanceof Error ? error.message : String(error);
    io.err(`zero-trust failed: ${reason.split('\n')[0]}\nthis is a fault of zero-trust; please report it\n`);
    return ExitCode.Wrong;
  }
}

function programFor(io: Io, commands: Commands, ended: (code: ExitCode) => void): Command {
  const program: Command = new Command('zero-trust');
  program
    .description('Judges Istio security policies without a cluster.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(try `zero-trust --help`)')
    .option('--version', 'print the version')
    .on('option:version', () => {
      io.out(`${io.version()}\n`);
      throw new CommanderError(0, 'zero-trust.version', 'version');
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing found, 1 found, 2 wrong use or unreadable input, 3 could not decide.',
    );

  program
    .command('check')
    .summary('what is wrong with these manifests?')
    .description('Finds what the cluster would refuse, and what means something else than it says.')
    .addArgument(manifestsArgument())
    .addOption(formatOption(FORMATS))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that ends with exit code 1 (default: error)').choices([
        'error',
        'warning',
        'info',
      ]),
    )
    .option('--strict', 'unknown fields are admission errors, as in kubectl', false)
    .option('--config <file>', 'settings of the project (default: the nearest zero-trust.yaml upwards)', notEmpty)
    .addOption(meshOption())
    .option('--baseline <file>', 'findings in this file are counted, and do not fail', notEmpty)
    .option('--write-baseline <file>', 'write all findings there as the new baseline', notEmpty)
    .addOption(outputOption())
    .addOption(colorOption())
    .action(async (paths: string[], options: Omit<CheckCommandOptions, 'paths'>) => {
      const { run } = await commands.check();
      ended(await run({ ...options, paths }, io));
    });

  program
    .command('explain')
    .summary('why is this call allowed or denied?')
    .description('Follows one call through everything that decides on it, and tells what each of them says.')
    .addArgument(manifestsArgument())
    .option(
      '--from <caller>',
      'namespace/workload, identity:<trust domain>/ns/<namespace>/sa/<account>, plaintext, or internet',
      once,
    )
    .option('--to <target>', 'namespace/workload, service:namespace/name, gateway:namespace/name, or host:name', once)
    .option('--port <number>', 'port of the workload, the Service or the Gateway', once)
    .option('--method <method>', 'HTTP method (default: GET)', once)
    .option('--path <path>', 'request path as sent, with its query (default: /)', once)
    .option('--host <host>', 'host as sent (default: the name of what is called)', once)
    .option('--sni <name>', 'server name of the TLS that the caller itself speaks', once)
    .option('--header <header>', "'name: value'; may be given several times", all)
    .option('--token <claims>', 'claims of a valid token in `Authorization: Bearer`, as JSON', once)
    .option('--ip <address>', 'source address of the connection', once)
    .option('--to-ip <address>', 'address of what is called, such as that of a host outside', once)
    .option('--tcp', 'a connection that sends no HTTP; with --sni, TLS', false)
    .addOption(meshOption())
    .addOption(istioVersionOption())
    .addOption(formatOption(['text', 'json']))
    .addOption(outputOption())
    .addOption(colorOption())
    .addHelpText('after', '\nExit codes: 0 allowed, 1 denied, 2 wrong use or unreadable input, 3 depends or undecided.')
    .action(async (paths: string[], options: Omit<ExplainCommandOptions, 'paths'>) => {
      const { run } = await commands.explain();
      ended(await run({ ...options, paths }, io));
    });
  addTest(program, io, commands, ended);
  addReach(program, io, commands, ended);
  addDiff(program, io, commands, ended);
  addProve(program, io, commands, ended);
  addArgo(program, io, commands, ended);
  addImport(program, io, commands, ended);
  addRollout(program, io, commands, ended);
  return program;
}

function addTest(program: Command, io: Io, commands: Commands, ended: (code: ExitCode) => void): void {
  ofCaseFiles(program.command('test'))
    .summary('is every call of these case files decided as it should be?')
    .description('Judges the calls of case files, which say what must be allowed and what must be refused.')
    .addOption(formatOption(['text', 'json', 'junit', 'html']))
    .addOption(outputOption())
    .addOption(colorOption())
    .option('--coverage', 'tell which policies, rules, values and regions the cases touch', false)
    .option('--invariants <file>', 'with --coverage: invariants, which touch the regions that they speak of', notEmpty)
    .option(
      '--mutate',
      'change the policies, one small change at a time, and tell which changes no case notices',
      false,
    )
    .option('--watch', 'judge again whenever a case file or a manifest changes, until Ctrl-C', false)
    .action(async (files: string[], options: Omit<TestCommandOptions, 'files'>) => {
      const { run } = await commands.test();
      ended(await run({ ...options, files }, io));
    });
}
