/** Is there anything to judge? A wrong folder, or a program that wrote nothing, must not look like a pass. */
import type { Manifests } from '../policy/manifest';
import type { ReadProblem, SourceFile } from '../policy/source-text';

/** What is wrong with a folder without manifests. */
export const NO_FILES = 'it holds no file `.yaml`, `.yml` or `.json`; is it the right folder?';

/** Why there is nothing: no object was read, and no list that says that there are none. */
export function whyNothing([first, ...others]: readonly SourceFile[], read: Manifests): readonly ReadProblem[] {
  const { manifests, documents, problems } = read;
  const isListed = documents > manifests.length;
  if (first === undefined || problems.length > 0 || isListed || manifests.some(({ kind }) => kind !== '')) return [];
  const where = others.length === 0 ? 'it holds' : `it and the other files given (${others.length}) hold`;
  const message = `${where} no object of Kubernetes; is it the right path, and was it written? An empty \`List\` says that there is none`;
  return [{ file: first.name, line: 1, column: 1, message }];
}
