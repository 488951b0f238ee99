/** Arguments and options of several commands, each declared once, so that it is called and explained alike. */
import { Argument, type Command, Option } from 'commander';
import { istioVersion, notEmpty } from './option-values';

/** The manifests that a command reads. */
export function manifestsArgument(): Argument {
  return new Argument('<path...>', 'files or folders (.yaml .yml .json), or - for standard input');
}

/** Case files, and what the command line says about their meshes. */
export function ofCaseFiles(command: Command): Command {
  return command
    .argument('<case file...>', 'YAML, JSON, or .jsonl with a case file a line; or - for standard input')
    .option('--manifests <path...>', 'files or folders beside those that the case files name')
    .addOption(meshOption())
    .addOption(istioVersionOption());
}

/** `--mesh`; `whose`: of which manifests it is. */
export function meshOption(whose = 'MeshConfig'): Option {
  return new Option('--mesh <file>', `${whose}, or the ConfigMap \`istio\` that holds it`).argParser(notEmpty);
}

/** `--istio-version`. */
export function istioVersionOption(): Option {
  const words = 'the version of Istio that decides, such as 1.29 or 1.29.7';
  return new Option('--istio-version <version>', words).argParser(istioVersion);
}

/** `--format`, text unless another is asked for. */
export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how the report looks').choices(formats).default('text');
}

/** `--output`; `what` is written there. */
export function outputOption(what = 'the report'): Option {
  return new Option('--output <file>', `write ${what} there instead of to standard output`).argParser(notEmpty);
}

/** `--color`. */
export function colorOption(): Option {
  return new Option('--color <when>', 'colour the text').choices(['auto', 'always', 'never']).default('auto');
}
