/** The commands that print what Argo CD itself reads, as people type them. */
import type { Command } from 'commander';
import { PROBE_IMAGE } from '../argo/probe-job';
import { manifestsArgument, ofCaseFiles, outputOption } from './common-options';
import type {
  ArgoApplicationOptions,
  ArgoApplicationSetOptions,
  ArgoHealthOptions,
  ArgoProjectOptions,
} from './commands/argo';
import type { ArgoProbeOptions } from './commands/argo-probe';
import type { ExitCode } from './exit-code';
import type { Io } from './io';
import { all, label, once } from './option-values';

/** These commands, loaded only when one of them runs. */
export interface ArgoCommands {
  readonly argo: () => Promise<{
    runProject(options: ArgoProjectOptions, io: Io): Promise<ExitCode>;
    runApplication(options: ArgoApplicationOptions, io: Io): Promise<ExitCode>;
    runApplicationSet(options: ArgoApplicationSetOptions, io: Io): Promise<ExitCode>;
    runHealth(options: ArgoHealthOptions, io: Io): Promise<ExitCode>;
  }>;
  readonly argoProbe: () => Promise<{ runProbe(options: ArgoProbeOptions, io: Io): Promise<ExitCode> }>;
}

/** `zero-trust argo project`, `argo application`, `argo application-set`, `argo health` and `argo probe`. */
export function addArgo(program: Command, io: Io, commands: ArgoCommands, ended: (code: ExitCode) => void): void {
  const argo = program
    .command('argo')
    .summary('what must Argo CD be told to deliver these manifests?')
    .description('Prints what Argo CD itself reads, for manifests of whatever origin.')
    .addHelpText(
      'after',
      '\nExit codes: 0 printed, 1 nothing can be made for these manifests, 2 wrong use or unreadable input.',
    );

  ofManifests(argo.command('project'), 'an AppProject that permits these manifests, and nothing else')
    .requiredOption('--repository <url>', 'a repository that they are committed to; may be given several times', all)
    .requiredOption('--cluster <cluster>', 'a cluster, by name or by https:// address; may be given several times', all)
    .action(async (paths: string[], options: Omit<ArgoProjectOptions, 'paths'>) => {
      const { runProject } = await commands.argo();
      ended(await runProject({ ...options, paths }, io));
    });

  ofCommitted(argo.command('application'), 'an Application that syncs these manifests, once they are committed')
    .requiredOption('--folder <folder>', 'the folder in the repository', once)
    .requiredOption('--cluster <cluster>', 'the cluster, by name or by https:// address', once)
    .action(async (paths: string[], options: Omit<ArgoApplicationOptions, 'paths'>) => {
      const { runApplication } = await commands.argo();
      ended(await runApplication({ ...options, paths }, io));
    });

  ofCommitted(
    argo.command('application-set'),
    'an ApplicationSet that syncs such manifests, from a folder for each cluster and namespace',
  )
    .requiredOption('--cluster-label <key=value>', "of the clusters' Secrets; may be given several times", label)
    .option('--folder <folder>', 'the folder that holds one folder a cluster (default: the root)', once)
    .option('--folder-label <key>', "the label whose value names a cluster's folder (default: its name)", once)
    .action(async (paths: string[], options: Omit<ArgoApplicationSetOptions, 'paths'>) => {
      const { runApplicationSet } = await commands.argo();
      ended(await runApplicationSet({ ...options, paths }, io));
    });

  common(argo.command('health'), 'when an AuthorizationPolicy is healthy in ambient: a part of argocd-cm').action(
    async (options: ArgoHealthOptions) => {
      const { runHealth } = await commands.argo();
      ended(await runHealth(options, io));
    },
  );

  ofCaseFiles(
    printing(argo.command('probe'), 'Jobs that put cases to the test in the cluster, at the end of each sync'),
  )
    .option(
      '--image <image>',
      'an image with a shell, its usual commands and curl, by a fixed tag or digest',
      PROBE_IMAGE,
    )
    .option('--writes', 'send methods that may change something, such as POST, where they are let through', false)
    .action(async (files: string[], options: Omit<ArgoProbeOptions, 'files'>) => {
      const { runProbe } = await commands.argoProbe();
      ended(await runProbe({ ...options, files }, io));
    });
}

function ofCommitted(command: Command, prints: string): Command {
  return ofManifests(command, prints)
    .requiredOption('--project <name>', 'the project that permits it', once)
    .requiredOption('--repository <url>', 'the repository that they are committed to', once)
    .requiredOption('--revision <revision>', 'branch, tag or commit', once);
}

function ofManifests(command: Command, prints: string): Command {
  return common(command, prints)
    .addArgument(manifestsArgument())
    .requiredOption('--name <name>', 'its name', once)
    .option('--cluster-kind <kind>', 'a kind without namespace, as Kind.group; may be given several times', all);
}

function common(command: Command, prints: string): Command {
  return printing(command, prints).option('--namespace <namespace>', 'the namespace of Argo CD', 'argocd');
}

function printing(command: Command, prints: string): Command {
  return command.summary(prints).description(`Prints ${prints}.`).addOption(outputOption('it'));
}
