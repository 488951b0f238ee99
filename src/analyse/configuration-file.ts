/** Which `zero-trust.yaml` holds for a run: the one that is named, else the nearest above the working directory. */
import type { SourceFile, Unreadable } from '../policy/source-text';
import { type Configuration, CONFIGURATION, NO_CONFIGURATION, readConfiguration } from './configuration';

/** The files of the world, as seen from the working directory. */
export interface WorkingDirectory {
  /** how many folders stand above it */
  readonly depth: number;
  readonly isFile: (path: string) => boolean;
  readonly read: (path: string) => SourceFile | Unreadable;
}

/** The configuration, and the paths that it names as seen from the working directory. */
export interface ConfigurationFile {
  readonly configuration: Configuration;
  /** where it was found, if at all */
  readonly path: string | undefined;
  readonly mesh: string | undefined;
}

/** What holds when there is no such file, or none that can be read. */
export const WITHOUT_CONFIGURATION: ConfigurationFile = {
  configuration: NO_CONFIGURATION,
  path: undefined,
  mesh: undefined,
};

/** The configuration, or what is wrong with its file. */
export function findConfiguration(named: string | undefined, files: WorkingDirectory): ConfigurationFile | Unreadable {
  const path = named ?? nearest(files);
  if (path === undefined) return WITHOUT_CONFIGURATION;
  const file = files.read(path);
  const configuration = 'problems' in file ? file : readConfiguration(file);
  if ('problems' in configuration) return configuration;
  const { mesh } = configuration;
  return { configuration, path, mesh: mesh === undefined ? undefined : beside(path, mesh) };
}

/** Written as seen from the working directory, so that reports are the same on every machine. */
function nearest({ depth, isFile }: WorkingDirectory): string | undefined {
  return Array.from({ length: depth + 1 }, (_, level) => `${'../'.repeat(level)}${CONFIGURATION}`).find(isFile);
}

/** The path of a file's neighbour, unless it begins at the root. */
function beside(file: string, path: string): string {
  if (/^([\\/]|[A-Za-z]:)/.test(path)) return path;
  return `${/^.*[\\/]/.exec(file)?.[0] ?? ''}${path}`;
}
