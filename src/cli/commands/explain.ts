/** `zero-trust explain`: why is this call allowed or denied? */
import { refusedObjects } from '../../analyse/refused-objects';
import { explainer } from '../../evaluate/explain';
import { fromInternet } from '../../evaluate/from-internet';
import type { Verdict } from '../../evaluate/verdict';
import { isObject, type JsonObject, ManifestError } from '../../policy/json-object';
import { type Manifest, placeOf } from '../../policy/manifest';
import type { Mesh } from '../../policy/model';
import { readCase } from '../../policy/read-case';
import { tryReadMesh } from '../../policy/read-mesh';
import type { ReadProblem } from '../../policy/source-text';
import { type ExplainedCall, EXPLANATION_REPORTERS, type ExplanationFormat } from '../../report/explanation';
import { type CallOptions, INTERNET, readCall } from '../call-options';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { withNames } from '../name-call';
import { type Progress, progressOn } from '../progress';
import { readAll, readInput, readMesh, showProblems } from '../read-input';
import { type Color, isColored, save } from '../write-report';
import { visible } from '../../findings/visible';

export interface ExplainCommandOptions extends CallOptions {
  readonly paths: readonly string[];
  readonly mesh?: string;
  readonly istioVersion?: string;
  readonly format: ExplanationFormat;
  readonly output?: string;
  readonly color: Color;
}

export async function run(options: ExplainCommandOptions, io: Io): Promise<ExitCode> {
  const progress = progressOn(io);
  try {
    return await explainWith(options, io, progress);
  } finally {
    progress.end();
  }
}

async function explainWith(options: ExplainCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const asked = readCall(options);
  const { mesh, problems, refused = [] } = await loadMesh(options, io, progress);
  const meant = 'call' in asked && mesh !== undefined ? withNames(asked.call, mesh) : asked;
  const all = [...problems, ...('problems' in meant ? meant.problems.map(visible) : [])];
  if (all.length > 0 || mesh === undefined || 'problems' in meant) throw new WrongUse(all);

  const { call } = meant;
  const explained =
    options.from === INTERNET ? outside(mesh, call) : { request: call, ...explainer(mesh)(readCase(call)) };
  const text = EXPLANATION_REPORTERS[options.format](explained, {
    color: options.output === undefined && isColored(options.color, io),
  });
  progress.end();
  for (const line of showProblems(refused)) io.err(`${line}\n`);
  if (options.output === undefined) io.out(text);
  else save(options.output, text, io);
  return exitCodeOf(explained.verdict);
}

/** Gateways are looked for, and so one is no target here. */
function outside(mesh: Mesh, call: JsonObject): ExplainedCall {
  const { port, ...place } = readCase(call).to;
  if (place.kind !== 'workload' && place.kind !== 'service') {
    throw new WrongUse([
      '`--from internet` looks for the gateways that lead to a workload or Service; for a call to a gateway write `--from plaintext`',
    ]);
  }
  // without a port every one is asked about
  const target = (call.to as JsonObject).port === undefined ? place : { ...place, port };
  const { ip } = call.from as JsonObject;
  const { request } = call;
  const known = { from: ip === undefined ? {} : { ip }, ...(isObject(request) ? { request } : {}) };
  return { request: { ...call, from: { internet: true, ...known.from } }, ...fromInternet(mesh, target, known) };
}

interface Loaded {
  readonly mesh?: Mesh;
  /** as lines */
  readonly problems: readonly string[];
  /** objects that a cluster would not hold */
  readonly refused?: readonly ReadProblem[];
}

async function loadMesh(options: ExplainCommandOptions, io: Io, progress: Progress): Promise<Loaded> {
  const input = await readInput(options.paths, io, [options.mesh]);
  const read = readAll(input.files, progress);
  const config = readMesh(read, options.mesh, io);
  const problems = [input, read, config].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in config || problems.length > 0) return { problems: showProblems(problems) };
  try {
    const { mesh, errors } = tryReadMesh(
      read.manifests.map(({ object }) => object),
      { ...config.config, istioVersion: options.istioVersion },
    );
    const refused = refusedObjects(read.manifests);
    return { mesh, problems: placed(errors, read.manifests), refused };
  } catch (error) {
    if (error instanceof ManifestError) return { problems: [visible(error.message)] };
    throw error;
  }
}

/** Manifests that cannot be read, each with its place, as lines. */
function placed(errors: readonly ManifestError[], manifests: readonly Manifest[]): readonly string[] {
  const written = new Map(manifests.map((manifest) => [manifest.object, manifest]));
  return errors.flatMap(({ message, manifest: object }) => {
    const manifest = object === undefined ? undefined : written.get(object);
    if (manifest === undefined) return [visible(message)];
    return showProblems([{ file: manifest.document.file, ...placeOf(manifest, []), message }]);
  });
}

function exitCodeOf({ verdict }: Verdict): ExitCode {
  switch (verdict) {
    case 'allow':
      return ExitCode.Good;
    case 'deny':
      return ExitCode.Found;
    case 'depends':
    case 'undecided':
      return ExitCode.Undecided;
  }
}
