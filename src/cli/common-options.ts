/** Which options do several commands have? Each is declared once, so that it is called and explained alike. */
import { Option } from 'commander';
import { istioVersion, notEmpty } from './option-values';

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
