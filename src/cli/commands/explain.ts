/** `zero-trust explain`: why is this call allowed or denied? */
import { explainer } from '../../evaluate/explain';
import { fromInternet } from '../../evaluate/outside/from-internet';
import type { Verdict } from '../../evaluate/verdict';
import { isObject, type JsonObject } from '../../policy/json-object';
import type { Mesh } from '../../policy/model';
import { readCase } from '../../policy/read-case';
import { type ExplainedCall, EXPLANATION_REPORTERS, type ExplanationFormat } from '../../report/explanation';
import { type CallOptions, INTERNET, readCall } from '../call-options';
import { ExitCode } from '../exit-code';
import { type Io, WrongUse } from '../io';
import { withNames } from '../name-call';
import { type Progress, withProgress } from '../progress';
import { loadMesh, type MeshInput } from '../load-mesh';
import { showProblems } from '../read-input';
import { isColored, type ReportOptions, writeReport } from '../write-report';
import { visible } from '../../findings/visible';

export interface ExplainCommandOptions extends CallOptions, MeshInput, ReportOptions {
  readonly format: ExplanationFormat;
}

export async function run(options: ExplainCommandOptions, io: Io): Promise<ExitCode> {
  return withProgress(io, (progress) => explainWith(options, io, progress));
}

async function explainWith(options: ExplainCommandOptions, io: Io, progress: Progress): Promise<ExitCode> {
  const asked = readCall(options);
  const loaded = await loadMesh(options, io, progress);
  const meant = 'call' in asked && 'mesh' in loaded ? withNames(asked.call, loaded.mesh) : asked;
  if ('problems' in loaded || 'problems' in meant) {
    const wrong = 'problems' in meant ? meant.problems.map(visible) : [];
    throw new WrongUse([...('problems' in loaded ? loaded.problems : []), ...wrong]);
  }
  const { mesh, refused } = loaded;

  const { call } = meant;
  const explained =
    options.from === INTERNET ? outside(mesh, call) : { request: call, ...explainer(mesh)(readCase(call)) };
  const text = EXPLANATION_REPORTERS[options.format](explained, {
    color: isColored(options, io),
  });
  progress.end();
  for (const line of showProblems(refused())) io.err(`${line}\n`);
  writeReport(text, options, io);
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
