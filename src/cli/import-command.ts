/** The command that brings hand-written policies over, as people type it. */
import type { Command } from 'commander';
import { istioVersionOption, manifestsArgument, meshOption, outputOption } from './common-options';
import type { ImportCommandOptions } from './commands/import';
import type { ExitCode } from './exit-code';
import type { Io } from './io';

/** The command, loaded only when it runs. */
export interface ImportCommand {
  readonly import: () => Promise<{ run(options: ImportCommandOptions, io: Io): Promise<ExitCode> }>;
}

/** `zero-trust import`: an app of cdk8s for policies that were written by hand. */
export function addImport(program: Command, io: Io, commands: ImportCommand, ended: (code: ExitCode) => void): void {
  program
    .command('import')
    .summary('which app of cdk8s says what these policies say?')
    .description(
      'Writes a TypeScript program of constructs that decides every call as these policies do, and proves that it does.',
    )
    .addArgument(manifestsArgument())
    .addOption(meshOption())
    .addOption(istioVersionOption())
    .addOption(outputOption('the program'))
    .addHelpText(
      'after',
      '\nExit codes: 0 proven to be equal, 2 wrong use or unreadable input, 3 for some calls it could not be decided.',
    )
    .action(async (paths: string[], options: Omit<ImportCommandOptions, 'paths'>) => {
      const { run } = await commands.import();
      ended(await run({ ...options, paths }, io));
    });
}
