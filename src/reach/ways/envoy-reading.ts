/** What one Envoy asks of calls, before any is told apart from another: its policies as formulas. */
import type { ProxyOrders, RulesAtProxy } from '../../evaluate/proxies/policies-at-proxy';
import { everyRule } from '../../evaluate/proxies/policies-at-proxy';
import type { EnforcedRule } from '../../evaluate/proxies/enforced-rules';
import type { Arrive } from './arrivals';
import type { Formula, Literal } from '../formulas/formula';
import { literalsIn, reasonsIn } from '../formulas/formula';
import { domainsLetIn, ofTrustDomain } from '../formulas/identity-forms';
import { ruleFormula } from '../formulas/rule-formula';
import type { AddressSource, Scene } from '../formulas/scene';
import { headersOfTokens } from '../formulas/token-places';
import type { TokenReading } from './token-reading';
import { readTokens } from './token-reading';

/** A port of an Envoy, and how calls arrive there. */
export interface EnvoyStop extends EnvoyPort {
  readonly arrive: Arrive;
}

/** A port of an Envoy, and what is known there of addresses. */
export interface EnvoyPort {
  readonly config: ProxyOrders;
  readonly port: number;
  /** as `ipBlocks` see it */
  readonly source: AddressSource;
  /** where the connection comes from */
  readonly connection: AddressSource;
  /** the client of a request: by its own account, or that of a proxy in between */
  readonly remote: AddressSource;
  readonly destination: AddressSource;
}

/** Whoever is in front is believed about the client, as any caller inside the mesh is. */
export const BY_OWN_ACCOUNT: AddressSource = { kind: 'asked', about: { kind: 'remote' } };

/** The rules of one chain. */
type ReadRules = RulesAtProxy<Formula>;

/** All that the proxy asks. */
export interface EnvoyReading<S extends EnvoyPort = EnvoyStop> {
  readonly stop: S;
  readonly rules: Readonly<Record<'http' | 'tcp', ReadRules>>;
  readonly tokens: TokenReading;
  /** of a proxy before, which takes out of requests what it has verified */
  readonly takenBefore?: TokenReading;
  /** who gets through TLS, by trust domain */
  readonly trusted: readonly Literal[];
  readonly literals: readonly Literal[];
  /** what of its rules cannot be told */
  readonly because: readonly string[];
}

/** What this Envoy asks. */
export function readEnvoy<S extends EnvoyPort>(stop: S): EnvoyReading<S> {
  const { config } = stop;
  const tokens = readTokens(config.jwtRules);
  const rules = { http: readRules(stop, 'http'), tcp: readRules(stop, 'tcp') };
  const trusted = domainsLetIn(config.settings).map((domain): Literal => ({
    about: { kind: 'identity' },
    among: { kind: 'texts', patterns: [ofTrustDomain(domain)] },
  }));
  return { stop, rules, tokens, trusted, ...askedIn(rules, tokens, trusted) };
}

function askedIn(
  rules: EnvoyReading['rules'],
  tokens: TokenReading,
  trusted: readonly Literal[],
): Pick<EnvoyReading, 'literals' | 'because'> {
  const formulas = Object.values(rules).flatMap(everyRule);
  return { literals: [...trusted, ...tokens.literals, ...literalsIn(formulas)], because: reasonsIn(formulas) };
}

/** The same proxy, with other formulas for its rules. */
export function withFormulas(reading: EnvoyReading, map: (formula: Formula) => Formula): EnvoyReading {
  const mapped = ({ provider, asking, denyingFirst, denying, allowing }: ReadRules): ReadRules => ({
    provider,
    asking: asking.map(map),
    denyingFirst: denyingFirst.map(map),
    denying: denying.map(map),
    allowing: allowing?.map(map),
  });
  const rules = { http: mapped(reading.rules.http), tcp: mapped(reading.rules.tcp) };
  return { ...reading, rules, ...askedIn(rules, reading.tokens, reading.trusted) };
}

function readRules(
  { config, port, source, connection, remote, destination }: EnvoyPort,
  chain: 'http' | 'tcp',
): ReadRules {
  const { jwtRules, settings } = config;
  const sent: Scene = {
    behaviour: settings.behaviour,
    chain,
    port,
    trustDomains: domainsLetIn(settings),
    source,
    // what is no HTTP has no header that tells another address
    remote: chain === 'http' ? remote : connection,
    destination,
    readsTokens: false,
    rewritten: headersOfTokens(jwtRules),
  };
  const authenticated = { ...sent, readsTokens: chain === 'http' && jwtRules.length > 0 };
  const { provider, asking, denyingFirst, denying, allowing } = config.rules[chain];
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
