/** The command about the way from one set of manifests to the other, as people type it. */
import { type Command, Option } from 'commander';
import { colorOption, formatOption, istioVersionOption, meshOption, outputOption } from './common-options';
import type { RolloutCommandOptions } from './commands/rollout';
import type { ExitCode } from './exit-code';
import type { Io } from './io';
import { notEmpty, once } from './option-values';

/** The command, loaded only when it runs. */
export interface RolloutCommand {
  readonly rollout: () => Promise<{ run(options: RolloutCommandOptions, io: Io): Promise<ExitCode> }>;
}

/** `zero-trust rollout`: what opens or fails for a time while Argo CD syncs. */
export function addRollout(program: Command, io: Io, commands: RolloutCommand, ended: (code: ExitCode) => void): void {
  program
    .command('rollout')
    .summary('what opens or fails for a time while Argo CD syncs?')
    .description(
      'Looks at every state that a sync passes through, and tells what is open, or refused, as neither before nor after.',
    )
    .argument('<path...>', 'before and after: two files or folders, before may be empty; with --delete, what is there')
    .option('--delete', 'the Application is deleted', false)
    .option('--app <file>', 'the Application of Argo CD: its namespace, whether it prunes, and PruneLast', notEmpty)
    .option('--git <revisions>', 'from the paths at one revision of git to those at another, such as main..HEAD', once)
    .addOption(
      new Option('--fail-on <course>', 'what ends with exit code 1: `any` counts failed syncs and the way back, too')
        .choices(['sync', 'any', 'none'])
        .default('sync'),
    )
    .addOption(meshOption('MeshConfig of both'))
    .addOption(istioVersionOption())
    .addOption(formatOption(['text', 'json', 'markdown']))
    .addOption(outputOption())
    .addOption(colorOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing opens or fails, 1 something does, 2 wrong use or unreadable input, 3 could not decide.',
    )
    .action(async (paths: string[], options: Omit<RolloutCommandOptions, 'paths'>) => {
      const { run } = await commands.rollout();
      ended(await run({ ...options, paths }, io));
    });
}
