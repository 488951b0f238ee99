/** What one Envoy said about a call, filter by filter: TLS, CUSTOM, tokens, DENY, ALLOW, and code of the user's own. */
import type { Arrival } from './arrival';
import type { AskedEnvoy } from './asked';
import type { Matches, EnforcedRule } from './enforced-rules';
import { matchingRules } from './enforced-rules';
import { explainMtls } from './explain-mtls';
import { explainPolicies, unclear } from './explain-policies';
import { explainTokens } from './explain-tokens';
import { authenticate } from './jwt';
import type { Facts } from './match-condition';
import { receive } from './received-request';
import { anyOfQuoted } from './shown-value';
import type { Surroundings } from './surroundings';
import type { OwnStep, OwnTold, Told } from './told';
import { ruleNamed, rulesInWords } from './told';
import type { WrittenAtProxy } from './written-at-proxy';
import { nameOfProxy } from './written-at-proxy';

/** What an Envoy tells. */
export function explainEnvoy(asked: AskedEnvoy, written: WrittenAtProxy, around: Surroundings): Told {
  const { config, workload, arrival } = asked;
  const mtls = explainMtls(asked, written.modeAt(asked.port));
  const told =
    arrival.kind === 'refused'
      ? { steps: [mtls], nearest: [] }
      : withFirst(mtls, explainFilters(asked, arrival, written, around));
  const point = { point: config.proxy.kind, at: nameOfProxy(config.proxy, workload) };
  const steps = [...told.steps, ...explainExtensions(asked, told.steps)];
  return { ...told, steps: steps.map(({ layer, ...step }) => ({ layer, ...point, ...step })) };
}

function withFirst(first: OwnStep, told: OwnTold): OwnTold {
  return { ...told, steps: [first, ...told.steps] };
}

function explainExtensions({ config: { extensions } }: AskedEnvoy, before: readonly OwnStep[]): readonly OwnStep[] {
  // a plugin sits behind TLS, and changes nothing of what that refuses
  const isRefused = before.some(({ layer, outcome }) => layer === 'mtls' && outcome === 'deny');
  if (extensions.some(({ kind }) => kind === 'EnvoyFilter' || !isRefused)) {
    const names = extensions.map(({ kind, namespace, name }) => `${kind} \`${namespace}/${name}\``).join(', ');
    return [{ layer: 'extension', outcome: 'undecided', why: `${names} may change what the proxy does` }];
  }
  if (before.some(({ outcome }) => outcome === 'deny')) return [];
  return [{ layer: 'extension', outcome: 'skip', why: 'no EnvoyFilter, WasmPlugin or TrafficExtension works here' }];
}

/** @see decideAtProxy, whose order this is */
function explainFilters(
  { config }: AskedEnvoy,
  arrival: Arrival,
  written: WrittenAtProxy,
  around: Surroundings,
): OwnTold {
  const { http } = arrival;
  const request = http === undefined ? undefined : receive(arrival, http, config.settings);
  if (http !== undefined && request === undefined) {
    const why = `the proxy answers 400 to the request target ${anyOfQuoted([http.path])} before any policy is asked`;
    return { steps: [{ layer: 'capture', outcome: 'deny', why }], nearest: [] };
  }
  const arrived: Facts = request === undefined ? { arrival } : { arrival, request };
  const chain = http === undefined ? 'tcp' : 'http';
  const rules = config.rules[chain];
  const refusing = matchingRules(rules.denyingFirst, arrived);
  if (refusing.matching.length > 0) return { steps: [refusedWithoutProvider(refusing.matching)], nearest: [] };
  const asked = matchingRules(rules.asking, arrived);
  const custom = explainCustom(
    written,
    rules.provider,
    {
      matching: asked.matching,
      unknown: [...refusing.unknown, ...asked.unknown],
    },
    arrived,
  );
  if (request === undefined) {
    const tcp: OwnStep = { layer: 'jwt', outcome: 'skip', why: 'a TCP connection has no tokens' };
    return withFirst(custom, withFirst(tcp, explainPolicies(rules, arrived, written, around)));
  }
  const { jwtRules } = config;
  const authentication = authenticate(jwtRules, request);
  const jwt = explainTokens(
    around.mesh,
    jwtRules,
    request,
    authentication,
    written.selectingNobody.RequestAuthentication,
  );
  if (authentication.kind !== 'passed') return { steps: [custom, jwt], nearest: [] };
  const facts = { arrival, ...authentication };
  return withFirst(custom, withFirst(jwt, explainPolicies(rules, facts, written, around)));
}

function refusedWithoutProvider(rules: readonly EnforcedRule[]): OwnStep {
  const [rule] = rules;
  const why = `${rulesInWords(rules.map(({ by }) => by))} is CUSTOM, and no external authorizer can be asked: what it matches is denied`;
  return { layer: 'authorization', outcome: 'deny', ...(rule === undefined ? {} : ruleNamed(rule.by)), why };
}

function explainCustom(
  { policies }: WrittenAtProxy,
  provider: string,
  { matching, unknown }: Matches,
  facts: Facts,
): OwnStep {
  const step = { layer: 'custom' } as const;
  const [rule] = matching;
  if (rule !== undefined) {
    const why = `${rulesInWords(matching.map(({ by }) => by))} asks the external authorizer \`${provider}\``;
    return { ...step, outcome: 'depends', ...ruleNamed(rule.by), why };
  }
  if (unknown.length > 0) return { ...step, outcome: 'undecided', why: unclear(unknown, facts, []) };
  return policies.CUSTOM.length === 0
    ? { ...step, outcome: 'skip', why: 'no CUSTOM policy is in force' }
    : { ...step, outcome: 'pass', why: 'no rule of the CUSTOM policies matches' };
}
