/** The commands about everything that anybody may send, as people type them. */
import { type Command, Option } from 'commander';
import {
  colorOption,
  formatOption,
  istioVersionOption,
  manifestsArgument,
  meshOption,
  outputOption,
} from './common-options';
import type { DiffCommandOptions } from './commands/diff';
import type { ProveCommandOptions } from './commands/prove';
import type { ReachCommandOptions } from './commands/reach';
import type { ExitCode } from './exit-code';
import type { Io } from './io';
import { notEmpty, once } from './option-values';

/** These commands, each loaded only when it runs. */
export interface ReachCommands {
  readonly reach: () => Promise<{ run(options: ReachCommandOptions, io: Io): Promise<ExitCode> }>;
  readonly diff: () => Promise<{ run(options: DiffCommandOptions, io: Io): Promise<ExitCode> }>;
  readonly prove: () => Promise<{ run(options: ProveCommandOptions, io: Io): Promise<ExitCode> }>;
}

/** `zero-trust reach`: who may send what to whom. */
export function addReach(program: Command, io: Io, commands: ReachCommands, ended: (code: ExitCode) => void): void {
  program
    .command('reach')
    .summary('who may send what to whom?')
    .description('Tells of every port of every workload who may call it, and with which requests, exactly.')
    .addArgument(manifestsArgument())
    .option(
      '--from <caller>',
      'only this one: namespace/workload, identity:<identity>, identity:*, plaintext or internet',
      once,
    )
    .option('--to <workload>', 'only calls to this one: namespace/workload', once)
    .addOption(meshOption())
    .addOption(istioVersionOption())
    .addOption(formatOption(['text', 'json', 'csv', 'dot', 'html']))
    .addOption(outputOption())
    .addOption(colorOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 all is told, 2 wrong use or unreadable input, 3 some of it could not be decided.',
    )
    .action(async (paths: string[], options: Omit<ReachCommandOptions, 'paths'>) => {
      const { run } = await commands.reach();
      ended(await run({ ...options, paths }, io));
    });
}

/** `zero-trust diff`: who may send more than before, and who less. */
export function addDiff(program: Command, io: Io, commands: ReachCommands, ended: (code: ExitCode) => void): void {
  program
    .command('diff')
    .summary('who may send more than before, and who less?')
    .description('Compares what two sets of manifests allow: not their text, but who may send what to whom.')
    .argument('<path...>', 'before and after: two files or folders; with --git, what is compared at both revisions')
    .option('--git <revisions>', 'compare the paths at two revisions of git, such as main..HEAD', once)
    .addOption(
      new Option('--fail-on <difference>', 'which difference ends with exit code 1')
        .choices(['wider', 'narrower', 'any', 'none'])
        .default('wider'),
    )
    .addOption(meshOption('MeshConfig of both'))
    .addOption(istioVersionOption())
    .addOption(formatOption(['text', 'json', 'markdown', 'sarif', 'junit']))
    .addOption(outputOption())
    .addOption(colorOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing that --fail-on names, 1 found, 2 wrong use or unreadable input, 3 could not decide.',
    )
    .action(async (paths: string[], options: Omit<DiffCommandOptions, 'paths'>) => {
      const { run } = await commands.diff();
      ended(await run({ ...options, paths }, io));
    });
}

/** `zero-trust prove`: whether what must always hold, holds. */
export function addProve(program: Command, io: Io, commands: ReachCommands, ended: (code: ExitCode) => void): void {
  program
    .command('prove')
    .summary('does what must always hold, hold?')
    .description('Proves invariants for every request that can be sent, or shows one for which they do not hold.')
    .addArgument(manifestsArgument())
    .requiredOption('--invariants <file>', 'what must hold', notEmpty)
    .addOption(meshOption())
    .addOption(istioVersionOption())
    .addOption(formatOption(['text', 'json']))
    .addOption(outputOption())
    .addOption(colorOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 all hold, 1 one does not, 2 wrong use or unreadable input, 3 could not decide.',
    )
    .action(async (paths: string[], options: Omit<ProveCommandOptions, 'paths'>) => {
      const { run } = await commands.prove();
      ended(await run({ ...options, paths }, io));
    });
}
