/** What a ztunnel said about a connection: TLS, DENY, PeerAuthentications, which it has as DENY, and ALLOW. */
import type { Mesh, Workload } from '../policy/model';
import type { AskedZtunnel } from './asked';
import { callerInWords } from './explain-mtls';
import type { Connection } from './match-connection';
import { tryIdentity } from './match-connection';
import { toNearMiss } from './near-miss';
import { nearestRules } from './nearest-rules';
import { seenByZtunnel } from './seen-call';
import { allQuoted } from './shown-value';
import type { Surroundings } from './surroundings';
import type { OwnStep, Told } from './told';
import { ruleNamed, rulesInWords } from './told';
import { selectingNobody } from './written-at-proxy';
import type { WrittenRule } from './written-rules';
import { writtenForZtunnel } from './written-rules';
import type { ZtunnelGuard } from './ztunnel-guard';
import { inAllOutcomes, matching, tieOf } from './ztunnel-verdict';

/** What a ztunnel tells. */
export function explainZtunnel(
  { guard, workload, port, call: { ip, caller } }: AskedZtunnel,
  written: WrittenForGuard,
  around: Surroundings,
): Told {
  const point = { point: 'ztunnel', at: `${workload.namespace}/${workload.name}` } as const;
  const own = ({ layer, ...step }: OwnStep): Told['steps'][number] => ({ layer, ...point, ...step });
  const peer = caller.kind === 'mtls' ? tryIdentity(caller.identity) : undefined;
  if (caller.kind === 'mtls' && peer?.trustDomain !== guard.trustDomain) {
    const why = `\`${caller.identity}\` is no identity of \`${guard.trustDomain}\`, the workload's trust domain`;
    return { steps: [own({ layer: 'mtls', outcome: 'deny', why })], nearest: [] };
  }
  const connection: Connection = {
    port,
    ...(peer === undefined ? {} : { peer }),
    ...(caller.ip === undefined ? {} : { source: caller.ip }),
    ...(ip === undefined ? {} : { destination: ip }),
  };
  const steps: OwnStep[] = [];
  const asks = [
    () => explainDeny(guard, connection),
    () => explainPeerAuthentication(guard, connection, callerInWords(caller)),
    () => explainAllow(guard, connection, written.selectingNobody),
  ];
  for (const ask of asks) {
    const step = ask();
    steps.push(step);
    if (step.outcome === 'deny') break; // nobody behind it is asked
  }
  const isForWant = steps.length === asks.length && steps.at(-1)?.outcome === 'deny';
  const seen = seenByZtunnel(connection);
  const nearest = isForWant
    ? nearestRules(written.allow, connection).map((miss) => toNearMiss(miss, seen, around))
    : [];
  return { steps: steps.map(own), nearest };
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

function explainDeny({ policies }: ZtunnelGuard, connection: Connection): OwnStep {
  const step = { layer: 'authorization' } as const;
  const { sure, unsure } = matching(policies, 'DENY', connection);
  if (sure.length > 0) {
    // of several, ztunnel names one at random
    const [by, ...others] = [...new Set([...sure, ...unsure])];
    const named = by === undefined || others.length > 0 ? {} : ruleNamed(by);
    return { ...step, outcome: 'deny', ...named, why: `${rulesInWords(sure)} denies it` };
  }
  if (unsure.length > 0) return { ...step, outcome: 'undecided', why: unclear(unsure) };
  const denying = policies.filter(({ action }) => action === 'DENY');
  if (denying.length === 0) return { ...step, outcome: 'skip', why: 'no DENY policy is in force' };
  const unenforced = denying.flatMap((policy) => policy.unenforced);
  return { ...step, outcome: 'pass', why: ['no rule of the DENY policies matches', ...unenforced].join('; ') };
}

function explainPeerAuthentication({ mtls }: ZtunnelGuard, connection: Connection, caller: string): OwnStep {
  const step = { layer: 'mtls' } as const;
  const names = mtls.inForce.map(({ namespace, name }) => `${namespace}/${name}`);
  const [only, ...others] = names;
  const named = only === undefined || others.length > 0 ? {} : { policy: only };
  const by = names.length === 0 ? 'no PeerAuthentication is in force' : `by PeerAuthentication ${allQuoted(names)}`;
  switch (inAllOutcomes(mtls, connection)) {
    case 'yes':
      return {
        ...step,
        outcome: 'deny',
        ...named,
        why: `port ${connection.port} takes mTLS only (${by}), and ${caller}`,
      };
    case 'unknown':
      return { ...step, outcome: 'undecided', why: tieOf(mtls.tied) };
    case 'no':
      return { ...step, outcome: 'pass', ...named, why: `port ${connection.port} takes it (${by}): ${caller}` };
  }
}

function explainAllow({ policies }: ZtunnelGuard, connection: Connection, selectingNobody: readonly string[]): OwnStep {
  const step = { layer: 'authorization' } as const;
  const allowing = policies.filter(({ action }) => action === 'ALLOW');
  const unenforced = allowing.flatMap((policy) => policy.unenforced);
  const words = (why: string): string => [why, ...unenforced, ...selectingNobody].join('; ');
  if (allowing.length === 0) {
    return { ...step, outcome: 'skip', why: words('no ALLOW policy is in force, and Istio is open by default') };
  }
  const { sure, unsure } = matching(policies, 'ALLOW', connection);
  const [by] = sure;
  if (by !== undefined)
    return { ...step, outcome: 'pass', ...ruleNamed(by), why: words(`${rulesInWords([by])} allows it`) };
  if (unsure.length > 0) return { ...step, outcome: 'undecided', why: unclear(unsure) };
  const names = allQuoted(allowing.map(({ name }) => name));
  return { ...step, outcome: 'deny', why: words(`ALLOW is in force by ${names}, and none of its rules matches`) };
}

function unclear(rules: readonly string[]): string {
  return `${rulesInWords(rules)} looks at an address that the call does not tell`;
}
