/** Which `zero-trust.yaml` holds for a command: the one that is named, else the nearest above the working directory. */
import { type Configuration, CONFIGURATION, NO_CONFIGURATION, readConfiguration } from '../analyse/configuration';
import type { Unreadable } from '../policy/source-text';
import type { Io } from './io';
import { readText } from './read-input';

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
export function findConfiguration(named: string | undefined, io: Io): ConfigurationFile | Unreadable {
  const path = named ?? nearest(io);
  if (path === undefined) return WITHOUT_CONFIGURATION;
  const file = readText(path, io);
  const configuration = 'problems' in file ? file : readConfiguration(file);
  if ('problems' in configuration) return configuration;
  const { mesh } = configuration;
  return { configuration, path, mesh: mesh === undefined ? undefined : besides(path, mesh) };
}

/** Written as seen from the working directory, so that reports are the same on every machine. */
function nearest(io: Io): string | undefined {
  const depth = io.realPath('.').split(/[\\/]/).filter(Boolean).length;
  const paths = Array.from({ length: depth + 1 }, (_, level) => `${'../'.repeat(level)}${CONFIGURATION}`);
  return paths.find((path) => {
    try {
      return io.stat(path).kind === 'file';
    } catch {
      return false;
    }
  });
}

/** A path beside a file, unless it begins at the root. */
function besides(file: string, path: string): string {
  if (/^([\\/]|[A-Za-z]:)/.test(path)) return path;
  return `${file.slice(0, file.length - (file.split(/[\\/]/).at(-1) as string).length)}${path}`;
}
