/** What a ztunnel said about a connection: TLS, DENY, PeerAuthentications, which it has as DENY, and ALLOW. */
import { tryIdentity } from '../../istio/identity';
import type { Mesh, Workload } from '../../policy/model';
import type { AskedZtunnel } from '../course/asked';
import type { Step } from '../explanation';
import type { Connection } from '../matching/match-connection';
import { allQuoted } from '../shown-value';
import type { ZtunnelGuard } from '../proxies/ztunnel-guard';
import { inAllOutcomes, matching, tieOf } from '../proxies/ztunnel-verdict';
import { callerInWords } from './explain-mtls';
import { toNearMiss } from './near-miss';
import { nearestRules } from './nearest-rules';
import { seenByZtunnel } from './seen-call';
import type { Surroundings } from './surroundings';
import type { StepHere, Told } from './told';
import { ruleNamed, rulesInWords, stepsAt } from './told';
import { selectingNobody } from './written-at-proxy';
import type { WrittenRule } from './written-rules';
import { writtenForZtunnel } from './written-rules';

/** What a ztunnel tells. */
export function explainZtunnel(
  { guard, workload, port, call: { ip, caller } }: AskedZtunnel,
  written: WrittenForGuard,
  around: Surroundings,
): Told {
  const step = stepsAt('ztunnel', `${workload.namespace}/${workload.name}`);
  const peer = caller.kind === 'mtls' ? tryIdentity(caller.identity) : undefined;
  if (caller.kind === 'mtls' && peer?.trustDomain !== guard.trustDomain) {
    const why = `\`${caller.identity}\` is no identity of \`${guard.trustDomain}\`, the workload's trust domain`;
    return { steps: [step('mtls', 'deny', why)], nearest: [] };
  }
  const connection: Connection = {
    port,
    ...(peer === undefined ? {} : { peer }),
    ...(caller.ip === undefined ? {} : { source: caller.ip }),
    ...(ip === undefined ? {} : { destination: ip }),
  };
  const steps: Step[] = [];
  const asks = [
    () => explainDeny(guard, connection, step),
    () => explainPeerAuthentication(guard, connection, callerInWords(caller), step),
    () => explainAllow(guard, connection, written, step),
  ];
  for (const ask of asks) {
    const said = ask();
    steps.push(said);
    if (said.outcome === 'deny') break; // nobody behind it is asked
  }
  const isForWant = steps.length === asks.length && steps.at(-1)?.outcome === 'deny';
  const seen = seenByZtunnel(connection);
  const nearest = isForWant
    ? nearestRules(written.allow, connection).map((miss) => toNearMiss(miss, seen, around))
    : [];
  return { steps, nearest };
}

/** The ALLOW rules for a ztunnel as they are written, with what it cannot see. */
export interface WrittenForGuard {
  readonly allow: readonly WrittenRule<Connection>[];
  /** in sentences: policies of the namespace that select no workload */
  readonly selectingNobody: readonly string[];
}

/** What is written for this ztunnel before this workload. */
export function writtenForGuard(mesh: Mesh, { policies }: ZtunnelGuard, { namespace }: Workload): WrittenForGuard {
  const names = new Set(policies.filter(({ action }) => action === 'ALLOW').map(({ name }) => name));
  const allowing = mesh.authorizationPolicies.filter((policy) => names.has(`${policy.namespace}/${policy.name}`));
  return {
    allow: writtenForZtunnel(allowing),
    selectingNobody: selectingNobody(mesh, mesh.authorizationPolicies, namespace),
  };
}

function explainDeny({ policies }: ZtunnelGuard, connection: Connection, step: StepHere): Step {
  const { sure, unsure } = matching(policies, 'DENY', connection);
  if (sure.length > 0) {
    // of several, ztunnel names one at random
    const [by, ...others] = [...new Set([...sure, ...unsure])];
    const named = by === undefined || others.length > 0 ? undefined : ruleNamed(by);
    return step('authorization', 'deny', `${rulesInWords(sure)} denies it`, named);
  }
  if (unsure.length > 0) return step('authorization', 'undecided', unclear(unsure));
  const denying = policies.filter(({ action }) => action === 'DENY');
  if (denying.length === 0) return step('authorization', 'skip', 'no DENY policy is in force');
  const unenforced = denying.flatMap((policy) => policy.unenforced);
  return step('authorization', 'pass', ['no rule of the DENY policies matches', ...unenforced].join('; '));
}

function explainPeerAuthentication(
  { mtls }: ZtunnelGuard,
  connection: Connection,
  caller: string,
  step: StepHere,
): Step {
  const { port } = connection;
  const names = mtls.inForce.map(({ namespace, name, mode, portModes }) => {
    const atPort = portModes.get(port);
    return `\`${namespace}/${name}\` (${mode}${atPort === undefined ? '' : `, ${atPort} at the port`})`;
  });
  const [only, ...others] = mtls.inForce;
  const named = only === undefined || others.length > 0 ? undefined : { policy: `${only.namespace}/${only.name}` };
  const by = names.length === 0 ? 'no PeerAuthentication is in force' : `PeerAuthentication ${names.join(', ')}`;
  switch (inAllOutcomes(mtls, connection)) {
    case 'yes':
      return step('mtls', 'deny', `port ${port} takes mTLS only, and ${caller}: ${by}`, named);
    case 'unknown':
      return step('mtls', 'undecided', tieOf(mtls.tied));
    case 'no':
      return step('mtls', 'pass', `${caller}, which port ${port} takes: ${by}`, named);
  }
}

function explainAllow(
  { policies }: ZtunnelGuard,
  connection: Connection,
  written: WrittenForGuard,
  step: StepHere,
): Step {
  const allowing = policies.filter(({ action }) => action === 'ALLOW');
  const unenforced = allowing.flatMap((policy) => policy.unenforced);
  const words = (why: string): string => [why, ...unenforced, ...written.selectingNobody].join('; ');
  if (allowing.length === 0) {
    return step('authorization', 'skip', words('no ALLOW policy is in force, and Istio is open by default'));
  }
  const { sure, unsure } = matching(policies, 'ALLOW', connection);
  const [by] = sure;
  if (by !== undefined) return step('authorization', 'pass', words(`${rulesInWords([by])} allows it`), ruleNamed(by));
  if (unsure.length > 0) return step('authorization', 'undecided', unclear(unsure));
  const names = allQuoted(allowing.map(({ name }) => name));
  return step('authorization', 'deny', words(`ALLOW is in force by ${names}, and none of its rules matches`));
}

function unclear(rules: readonly string[]): string {
  return `${rulesInWords(rules)} looks at an address that the call does not tell`;
}
