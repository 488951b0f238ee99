/** What one Envoy said about a call, filter by filter: TLS, CUSTOM, tokens, DENY, ALLOW, and code of the user's own. */
import type { AskedEnvoy } from '../course/asked';
import type { EnforcedRule, Matches } from '../proxies/enforced-rules';
import { matchingRules } from '../proxies/enforced-rules';
import { extensionsInWords, mayChange } from '../proxies/extension-on-path';
import { whyNoneIsAsked } from '../proxies/external-authorizer';
import type { ProxyOrders } from '../proxies/policies-at-proxy';
import type { Step } from '../explanation';
import { explainMtls } from './explain-mtls';
import { explainPolicies } from './explain-policies';
import { explainTokens } from './explain-tokens';
import type { Surroundings } from './surroundings';
import type { Told } from './told';
import { ruleNamed, rulesInWords } from './told';
import type { WrittenAtProxy } from './written-at-proxy';

/** What an Envoy tells. */
export function explainEnvoy(asked: AskedEnvoy, written: WrittenAtProxy, around: Surroundings): Told {
  const { arrival } = asked;
  const mtls = explainMtls(asked, written);
  if (arrival.kind === 'refused') return { steps: [mtls, ...explainExtensions(asked, written, mtls)], nearest: [] };
  const { steps, nearest } = explainFilters(asked, written, around);
  return { steps: [mtls, ...steps, ...explainExtensions(asked, written, steps.at(-1) ?? mtls)], nearest };
}

/** Behind a denial only those are told that may change it: @see withExtensions */
function explainExtensions(
  { config: { extensions }, changing }: AskedEnvoy,
  { step }: WrittenAtProxy,
  last: Step,
): readonly Step[] {
  if (changing.length > 0) return [step('extension', 'undecided', mayChange(changing))];
  if (last.outcome === 'deny') return [];
  if (extensions.length === 0) {
    return [step('extension', 'skip', 'no EnvoyFilter, WasmPlugin or TrafficExtension works here')];
  }
  return [
    step('extension', 'skip', `${extensionsInWords(extensions)}: made for requests, and this is a TCP connection`),
  ];
}

/** @see decideAtProxy, whose order this is */
function explainFilters({ config, heard }: AskedEnvoy, written: WrittenAtProxy, around: Surroundings): Told {
  const { step } = written;
  if (heard.kind === 'refused') {
    const { verdict, because } = heard.verdict;
    return { steps: [step('capture', verdict, because.join('; '))], nearest: [] };
  }
  const { sent } = heard;
  const rules = config.rules[heard.kind];
  const refusing = matchingRules(rules.denyingFirst, sent);
  if (refusing.matching.length > 0) return { steps: [unaskable(refusing.matching, config, written)], nearest: [] };
  const asked = matchingRules(rules.asking, sent);
  const unknown = [...refusing.unknown, ...asked.unknown];
  const custom = explainCustom({ matching: asked.matching, unknown }, rules.provider, written);
  if (heard.kind === 'tcp') {
    const { steps, nearest } = explainPolicies(rules, sent, written, around);
    return { steps: [custom, step('jwt', 'skip', 'a TCP connection has no tokens'), ...steps], nearest };
  }
  const { tokens } = heard;
  const jwt = explainTokens(around.mesh, config.jwtRules, heard.sent.request, tokens, written);
  if (tokens.kind !== 'passed') return { steps: [custom, jwt], nearest: [] };
  const { steps, nearest } = explainPolicies(rules, { arrival: sent.arrival, ...tokens }, written, around);
  return { steps: [custom, jwt, ...steps], nearest };
}

function unaskable(
  rules: readonly EnforcedRule[],
  { settings }: ProxyOrders,
  { step, policies }: WrittenAtProxy,
): Step {
  const reason = whyNoneIsAsked(policies.CUSTOM, settings);
  const why = `${namesOf(rules)} is CUSTOM, and ${reason}: what it matches is denied`;
  return step('authorization', 'deny', why, ruleNamed(rules[0]?.by ?? ''));
}

function explainCustom({ matching, unknown }: Matches, provider: string, { step, policies }: WrittenAtProxy): Step {
  const [rule] = matching;
  if (rule !== undefined) {
    const why = `${namesOf(matching)} asks the external authorizer \`${provider}\``;
    return step('custom', 'depends', why, ruleNamed(rule.by));
  }
  if (unknown.length > 0) {
    return step('custom', 'undecided', `${namesOf(unknown)} looks at something that the call does not tell`);
  }
  return policies.CUSTOM.length === 0
    ? step('custom', 'skip', 'no CUSTOM policy is in force')
    : step('custom', 'pass', 'no rule of the CUSTOM policies matches');
}

function namesOf(rules: readonly EnforcedRule[]): string {
  return rulesInWords(rules.map(({ by }) => by));
}
