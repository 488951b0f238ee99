/** Which files take part in a validation: the manifests, the settings of the project and those of the mesh. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { check } from '../analyse/check';
import { findConfiguration, WITHOUT_CONFIGURATION } from '../analyse/configuration-file';
import type { Severity } from '../findings/catalogue';
import { SEVERITIES } from '../findings/finding';
import { visible } from '../findings/visible';
import { readManifests } from '../policy/manifest';
import { readMeshSettings } from '../policy/mesh-settings';
import { readMeshConfig } from '../policy/read-mesh-config';
import { closed, maybe, mistakeInWords, mistakesIn, TEXT, wordOf } from '../policy/shape';
import { decodeUtf8, type ReadProblem, type SourceFile, type Unreadable } from '../policy/source-text';
import type { HostContext } from './host';
import { submitReport } from './submit-report';
import type { ZeroTrustValidationProps } from './validation-props';

const PROPERTIES = closed(maybe({ failOn: wordOf(...SEVERITIES), config: TEXT, mesh: TEXT }));

/** Checks the manifests and submits the report; throws, with every reason, when something cannot be read. */
export function validateManifests(context: HostContext, props: ZeroTrustValidationProps, today: string): void {
  const wrong = mistakesIn(PROPERTIES, props).map((mistake) => mistakeInWords(mistake, 'the mapping'));
  if (wrong.length > 0) throw refusal(wrong.map((one) => `properties of ZeroTrustValidation: ${one}`));

  const found = findConfiguration(props.config, {
    depth: realpathSync('.').split(/[\\/]/).filter(Boolean).length,
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
    read: readText,
  });
  const { configuration, mesh: meshPath } = 'problems' in found ? WITHOUT_CONFIGURATION : found;
  const files = context.manifests.map(readText);
  const read = readManifests(files.flatMap((file) => ('text' in file ? [file] : [])));
  const named = props.mesh ?? meshPath;
  const meshFile = named === undefined ? undefined : readText(named);
  const mesh = meshFile !== undefined && 'problems' in meshFile ? meshFile : readMeshConfig(read, meshFile);
  const problems = [...files, found, read, mesh].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in mesh || problems.length > 0) throw refusal(problems.map(showProblem));

  const report = check(read, {
    today,
    suppressions: configuration.suppressions,
    ...(mesh.from !== 'defaults' && { settings: readMeshSettings(mesh.config) }),
  });
  const failOn = (props.failOn as Severity | undefined) ?? configuration.failOn ?? 'error';
  submitReport(context, report, read, failOn);
}

function readText(path: string): SourceFile | Unreadable {
  try {
    const decoded = decodeUtf8(path, readFileSync(path));
    return 'text' in decoded ? decoded : { problems: [decoded] };
  } catch (error) {
    return { problems: [{ file: path, line: 1, column: 1, message: (error as Error).message }] };
  }
}

function showProblem({ file, line, column, message }: ReadProblem): string {
  return visible(`${file}:${line}:${column}: ${message}`);
}

/** The host prints the message of what is thrown, and ends with exit code 1. */
function refusal(lines: readonly string[]): Error {
  return new Error(lines.join('\n'));
}
