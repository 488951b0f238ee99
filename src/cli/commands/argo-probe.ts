/** `zero-trust argo probe`: which Jobs put these cases to the test in a cluster, once Argo CD has synced? */
import type { Probe } from '../../argo/probe';
import {
  checkImage,
  NOT_PROBED,
  notProbedText,
  probeJobProblems,
  probeMetadata,
  probeSpec,
} from '../../argo/probe-job';
import { visible } from '../../findings/visible';
import type { JsonObject } from '../../policy/json-object';
import { yamlLines } from '../../policy/yaml-text';
import { type CasesInMesh, probesOf } from '../../probe/probes';
import { type CaseFileOptions, caseFilesIn } from '../case-files';
import { caseMeshes } from '../case-meshes';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { showProblems } from '../read-input';
import { writeReport } from '../write-report';

export interface ArgoProbeOptions extends CaseFileOptions {
  readonly image: string;
  readonly writes: boolean;
  readonly output?: string;
}

/** Prints a Job for each account that calls in these cases, and tells which cases no Job sends. */
export async function runProbe(options: ArgoProbeOptions, io: Io): Promise<ExitCode> {
  const wrong = checkImage(options.image);
  if (wrong !== undefined) throw new WrongUse([visible(wrong)]);
  const { probes, notProbed } = probesOf(await casesOf(options, io), { writes: options.writes });
  const tell = (lines: readonly string[]) => lines.forEach((line) => io.err(`${visible(line)}\n`));
  tell(notProbed.map(({ id, because }) => `not probed: ${id}: ${because}`));
  const problems = probes.flatMap(probeJobProblems);
  if (problems.length > 0 || probes.length === 0) {
    tell(problems.length > 0 ? problems : ['no case can be probed, so that there is no Job']);
    return ExitCode.Found;
  }
  const text = notProbedText(notProbed);
  const jobs = probes.map((probe) => jobOf(probe, options.image, text === undefined ? {} : { [NOT_PROBED]: text }));
  writeReport(jobs.map((job) => `${yamlLines(job).join('\n')}\n`).join('---\n'), options, io);
  return ExitCode.Good;
}

function jobOf(probe: Probe, image: string, more: { readonly [key: string]: string }): JsonObject {
  const { annotations, ...metadata } = probeMetadata(probe);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, annotations: { ...annotations, ...more } },
    spec: probeSpec(probe, image),
  };
}

async function casesOf(options: CaseFileOptions, io: Io): Promise<readonly CasesInMesh[]> {
  const nobody = () => {};
  const meshes = await caseMeshes(options, io, nobody);
  const problems = [...meshes.problems];
  const read: CasesInMesh[] = [];
  for await (const one of caseFilesIn(options.files, meshes, io, nobody)) {
    if (one.kind === 'wrong') problems.push(...one.problems);
    else read.push({ ...one.file, mesh: one.found.mesh });
  }
  if (problems.length > 0) throw new WrongUse(showProblems(problems));
  return read;
}
