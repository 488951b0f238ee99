/** What one Envoy asks of calls, before any is told apart from another: its policies as formulas. */
import type { ProxyOrders, RulesAtProxy } from '../evaluate/policies-at-proxy';
import type { EnforcedRule } from '../evaluate/enforced-rules';
import { ownTrustDomains } from '../policy/mesh-settings';
import type { Arrive } from './arrivals';
import type { Formula, Literal } from './formula';
import { literalsIn, reasonsIn } from './formula';
import { ofTrustDomain } from './identity-forms';
import { ruleFormula } from './rule-formula';
import type { AddressSource, Scene } from './scene';
import { headersOfTokens } from './token-places';
import type { TokenReading } from './token-reading';
import { readTokens } from './token-reading';

/** A port of an Envoy, and how calls arrive there. */
export interface EnvoyStop {
  readonly config: ProxyOrders;
  readonly port: number;
  readonly arrive: Arrive;
  readonly source: AddressSource;
  readonly destination: AddressSource;
}

/** The rules of one chain. */
export interface ReadRules {
  readonly provider: string;
  readonly asking: readonly Formula[];
  readonly denyingFirst: readonly Formula[];
  readonly denying: readonly Formula[];
  readonly allowing: readonly Formula[] | undefined;
}

/** All that the proxy asks. */
export interface EnvoyReading {
  readonly stop: EnvoyStop;
  readonly rules: Readonly<Record<'http' | 'tcp', ReadRules>>;
  readonly tokens: TokenReading;
  readonly literals: readonly Literal[];
  /** what of its rules cannot be told */
  readonly because: readonly string[];
}

/** What this Envoy asks. */
export function readEnvoy(stop: EnvoyStop): EnvoyReading {
  const { config } = stop;
  const tokens = readTokens(config.jwtRules);
  const rules = { http: readRules(stop, 'http'), tcp: readRules(stop, 'tcp') };
  const formulas = Object.values(rules).flatMap(({ asking, denyingFirst, denying, allowing = [] }) => [
    ...asking,
    ...denyingFirst,
    ...denying,
    ...allowing,
  ]);
  const domains = trustDomainsOf(config).map(ofTrustDomain);
  const trusted: Literal = { about: { kind: 'identity' }, among: { kind: 'texts', patterns: domains } };
  return {
    stop,
    rules,
    tokens,
    literals: [trusted, ...tokens.literals, ...literalsIn(formulas)],
    because: reasonsIn(formulas),
  };
}

function readRules({ config, port, source, destination }: EnvoyStop, chain: 'http' | 'tcp'): ReadRules {
  const { jwtRules, settings } = config;
  const sent: Scene = {
    behaviour: settings.behaviour,
    chain,
    port,
    trustDomains: trustDomainsOf(config),
    source,
    // what is no HTTP has no header that tells another address
    remote:
      chain === 'http' ? { kind: 'asked', about: { kind: 'remote' } } : { kind: 'asked', about: { kind: 'source' } },
    destination,
    readsTokens: false,
    rewritten: headersOfTokens(jwtRules),
  };
  const authenticated = { ...sent, readsTokens: chain === 'http' && jwtRules.length > 0 };
  const { provider, asking, denyingFirst, denying, allowing }: RulesAtProxy = config.rules[chain];
  return {
    provider,
    asking: read(asking, sent),
    denyingFirst: read(denyingFirst, sent),
    denying: read(denying, authenticated),
    allowing: allowing === undefined ? undefined : read(allowing, authenticated),
  };
}

function read(rules: readonly EnforcedRule[], scene: Scene): readonly Formula[] {
  return rules.map(({ clauses }) => ruleFormula(clauses, scene));
}

/** Only callers of these trust domains get in. */
function trustDomainsOf({ settings }: ProxyOrders): readonly string[] {
  return [...ownTrustDomains(settings), ...settings.caTrustDomains];
}
