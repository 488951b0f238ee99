/** Which policies does a call touch on its way, and what of them? Who is behind a refusal is not asked any more. */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/course/asked';
import { type Course, type Courses, type Stage, verdictOn } from '../../evaluate/course/course';
import { courser } from '../../evaluate/course/courser';
import { verdictInAll } from '../../evaluate/evaluate';
import { convertRule } from '../../evaluate/matching/layer4-rule';
import type { Facts } from '../../evaluate/matching/match-condition';
import { askable, type Connection } from '../../evaluate/matching/match-connection';
import { enforcedRules } from '../../evaluate/proxies/enforced-rules';
import { settledMeshes } from '../../evaluate/settled-meshes';
import type { Verdict } from '../../evaluate/verdict';
import { writtenForEnvoy, writtenForZtunnel } from '../../evaluate/telling/written-rules';
import { tryIdentity } from '../../istio/identity';
import type { Action, AuthorizationPolicy, Mesh } from '../../policy/model';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { remember } from '../../policy/remember';
import type { Request } from '../../policy/request';
import { rulesFrom } from '../../policy/rule';
import type { Touch } from '../policy-coverage';
import { touchesOfMtls } from './mtls-touch';
import { touchesOfNetwork } from './network-touch';
import { namespaceAskedAbout, policiesAskedIn } from './policies-asked';
import { touchesOfTokens } from './token-touch';
import { keepingOut, type PolicyTouch, touchOf } from './written-rules';

/** A call on its way: what becomes of it, and what it touches. */
export interface TouchingCall {
  readonly verdict: Verdict;
  readonly touches: readonly Touch[];
}

/** What calls touch in this mesh. LAW: the verdict is that of `evaluator`. */
export function touchesIn(mesh: Mesh): (request: Request) => TouchingCall {
  const inAll = verdictInAll(mesh);
  const each = settledMeshes(mesh).map((settled) => ({
    coursesOf: courser(settled),
    touches: touchesOfStage(settled),
  }));
  return (request) => {
    const gone = each.map(({ coursesOf, touches }) => ({ courses: coursesOf(request), touches }));
    return {
      verdict: inAll(gone.map(({ courses }) => verdictOn(courses))),
      touches: gone.flatMap(({ courses, touches }) => touchesAlong(courses, touches)),
    };
  };
}

function touchesAlong(courses: Courses | undefined, touches: (stage: Stage) => readonly Touch[]): readonly Touch[] {
  return (courses ?? [])
    .flat()
    .flatMap((course) => [
      ...met(course).flatMap(touches),
      ...(course.onward?.branches ?? []).flatMap(({ next }) => touchesAlong(next?.courses, touches)),
    ]);
}

/** The stages that the call meets: none after a denial. */
function met({ stages }: Course): readonly Stage[] {
  const denial = stages.findIndex(({ verdict }) => verdict.verdict === 'deny');
  return denial < 0 ? stages : stages.slice(0, denial + 1);
}

function touchesOfStage(mesh: Mesh): (stage: Stage) => readonly Touch[] {
  const ofNetwork = touchesOfNetwork(mesh);
  const ofEnvoy = touchesOfEnvoy(mesh);
  const ofZtunnel = touchesOfZtunnel(mesh);
  return ({ asked }) => {
    switch (asked.kind) {
      case 'network':
        return ofNetwork(asked.answer);
      case 'envoy':
        return ofEnvoy(asked);
      case 'ztunnel':
        return ofZtunnel(asked);
      case 'nobody':
        return [];
    }
  };
}

function touchesOfEnvoy(mesh: Mesh): (asked: AskedEnvoy) => readonly Touch[] {
  const inForce = policiesAskedIn(mesh);
  const near = neighbourhoodsOf(mesh);
  const touchAt = remember((chain: 'http' | 'tcp') =>
    remember((policy: AuthorizationPolicy) =>
      touchOf<Facts>(
        policy,
        (all) => writtenForEnvoy(all, chain, mesh.settings),
        (rule) => {
          const [enforced] = enforcedRules([{ ...policy, rules: rulesFrom([rule]) }], chain, mesh.settings);
          return (facts) => enforced?.matches(facts) === 'yes';
        },
      ),
    ),
  );
  return (asked) => {
    const { heard } = asked;
    const around = near(namespaceAskedAbout(asked.config.proxy));
    const mtls = touchesOfMtls(around, asked);
    if (heard.kind === 'refused') return mtls;
    const policies = inForce(asked);
    const touch = (kind: Action['kind'], facts: Facts) =>
      policies.filter(({ action }) => action.kind === kind).map((policy) => touchAt(heard.kind)(policy)(facts));
    const custom = touch('CUSTOM', heard.sent);
    if (heard.kind === 'tcp') return [...mtls, ...custom, ...denyThenAllow((kind) => touch(kind, heard.sent))];
    const tokens = touchesOfTokens(around, asked.config, heard.sent.request);
    if (heard.tokens.kind !== 'passed') return [...mtls, ...custom, ...tokens];
    const facts: Facts = { arrival: heard.sent.arrival, ...heard.tokens };
    return [...mtls, ...custom, ...tokens, ...denyThenAllow((kind) => touch(kind, facts))];
  };
}

function touchesOfZtunnel(mesh: Mesh): (asked: AskedZtunnel) => readonly Touch[] {
  const touch = remember((policy: AuthorizationPolicy) =>
    touchOf<Connection>(policy, writtenForZtunnel, (written) => {
      const { rule } = convertRule(policy.action.kind === 'DENY' ? 'DENY' : 'ALLOW', written);
      const asked = rule && askable(rule);
      return (connection) => asked?.matches(connection) === 'yes';
    }),
  );
  const inScope = policiesAskedIn(mesh);
  const near = neighbourhoodsOf(mesh);
  return (asked) => {
    const { caller, ip } = asked.call;
    const peer = caller.kind === 'mtls' ? tryIdentity(caller.identity) : undefined;
    // TLS refuses it, and no policy is asked
    if (caller.kind === 'mtls' && peer?.trustDomain !== asked.guard.trustDomain) return [];
    const connection: Connection = {
      port: asked.port,
      ...(peer === undefined ? {} : { peer }),
      ...(caller.ip === undefined ? {} : { source: caller.ip }),
      ...(ip === undefined ? {} : { destination: ip }),
    };
    const policies = inScope(asked);
    return [
      ...touchesOfMtls(near(asked.workload.namespace), asked),
      ...denyThenAllow((kind) =>
        policies.filter(({ action }) => action.kind === kind).map((one) => touch(one)(connection)),
      ),
    ];
  };
}

/** What DENY refuses, ALLOW is not asked about. What is kept from DENY matters where ALLOW lets it through. */
function denyThenAllow(touch: (kind: 'DENY' | 'ALLOW') => readonly PolicyTouch[]): readonly Touch[] {
  const denying = touch('DENY');
  if (denying.some(({ isMatched }) => isMatched)) return denying;
  const allowing = touch('ALLOW');
  const isRefused = allowing.length > 0 && !allowing.some(({ isMatched }) => isMatched);
  return isRefused ? [...denying, ...allowing.map(keepingOut)] : [...denying.map(keepingOut), ...allowing];
}
