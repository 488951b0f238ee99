/** Which Jobs put the cases of these texts to the test, where a program has the objects that they speak of in hand? */
import { type CaseFile, readCaseFiles } from '../cases/case-file';
import { unknownNamesIn } from '../cases/known-names';
import { foundIn, readObjects } from '../cases/read-objects';
import { readMeshConfig } from '../policy/read-mesh-config';
import { mistakeInWords } from '../policy/shape';
import { manifestsOf } from '../policy/synthesized';
import { type CasesInMesh, type ProbeOptions, type Probes, probesOf } from './probes';

/** The Jobs, or what is wrong with the texts, a line each. */
export type ProbesInTexts =
  { readonly kind: 'read'; readonly probes: Probes } | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** The Jobs for the cases of these case files. Manifests that a file names by paths are those in hand. */
export function probesInTexts(
  texts: readonly string[],
  objects: readonly object[],
  options: ProbeOptions,
): ProbesInTexts {
  const problems: string[] = [];
  const files: CasesInMesh[] = [];
  texts.forEach((text, index) => {
    for (const reading of readCaseFiles({ name: `caseFiles[${index}]`, text })) {
      if (reading.kind === 'wrong') {
        problems.push(...reading.problems.map(({ file, line, message }) => `\`${file}\`, line ${line}: ${message}`));
        continue;
      }
      const found = inMesh(reading.file, objects);
      if ('problems' in found) problems.push(...found.problems.map((problem) => `\`caseFiles[${index}]\`: ${problem}`));
      else files.push(found);
    }
  });
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'read', probes: probesOf(files, options) };
}

function inMesh(file: CaseFile, objects: readonly object[]): CasesInMesh | { readonly problems: readonly string[] } {
  const given = manifestsOf(objects);
  const settings = readMeshConfig(given);
  const unread = [...given.problems, ...('problems' in settings ? settings.problems : [])];
  if (unread.length > 0 || 'problems' in settings) return { problems: unread.map(({ message }) => message) };
  const held = file.manifests.flatMap((each, index) =>
    each.kind === 'object' ? [{ object: each.object, place: `\`manifests[${index}]\`` }] : [],
  );
  const reading = readObjects([...foundIn(given), ...held], { ...settings.config, ...file.mesh });
  if (reading.kind === 'wrong') return { problems: reading.messages };
  const unknownIn = unknownNamesIn(reading.mesh);
  const unknown = file.cases.flatMap(({ id, request }) =>
    unknownIn(request).map((mistake) => `case \`${id}\`: ${mistakeInWords(mistake, 'case')}`),
  );
  return unknown.length > 0 ? { problems: unknown } : { ...file, mesh: reading.mesh };
}
