/**
 * Who may send what through a gateway: the rules of the gateway's own policies, which see requests as they are sent,
 * and the gateway's grant at each target, which sees them as they arrive.
 */
import type { AuthorizationPolicySpecRulesTo } from '../../imports/security.istio.io';
import type { KnownRoute } from './ingress-form';
import type { IngressPath } from './ingress-path';
import type { IngressLeg, IngressRule } from './ingress-rule';
import { Operation, type OperationProps } from './operation';
import type { JwtIssuer } from './jwt-issuer';
import { claimConditions, guardedPaths, requestPrincipalsOf, tokenGuard } from './required-token';
import { tryAddRoute } from './route';
import { type IServiceIdentity, Source } from './source';
import type { RouteRule } from './target-policy';

/** What the gateway lets pass: hosts, paths and clients of the route, with a token where one is asked for. @internal */
export function gatewayAllows({ hosts, legs }: KnownRoute): RouteRule[] {
  return rulesOf(legs).flatMap(([rule, own]) => {
    const to = own.map((leg) =>
      toIstio({ ...ofHosts(hosts), ...methodsOf(leg), ...pathsOf(leg.path._patterns()), ...notPathsOf(leg) }),
    );
    const { remoteIpBlocks, issuers = [] } = rule;
    const source = remoteIpBlocks === undefined ? Source.anyone() : Source.of({ remoteIpBlocks });
    if (issuers.length === 0) return [{ from: source._isAnyone ? [] : [source._toIstio()], to, when: [] }];
    return issuers.map((issuer) => ({
      from: [source._withRequestPrincipals([requestPrincipalsOf(issuer)])._toIstio()],
      to,
      when: claimConditions(issuer).map((condition) => condition._toIstio()),
    }));
  });
}

/** What the gateway refuses, whatever else opens it: requests to guarded paths without a matching token. @internal */
export function gatewayDenies({ hosts, legs }: KnownRoute, ports: number[]): RouteRule[] {
  return rulesOf(legs).flatMap(([{ issuers }, own]) => {
    if (issuers === undefined) return [];
    const to = own.map((leg) =>
      toIstio({
        ...(hosts.includes('*') ? {} : { hosts: hosts.flatMap(spellingsOf) }),
        ...(isEverything(leg.path) ? {} : pathsOf(guardedPathsOf(leg.path))),
        ...notPathsOf(leg),
        ports,
      }),
    );
    return tokenGuard(issuers, to);
  });
}

/** The issuers whose tokens the gateway checks. @internal */
export function issuersOf({ legs }: KnownRoute): JwtIssuer[] {
  return rulesOf(legs).flatMap(([{ issuers }]) => issuers ?? []);
}

/** Lets the gateway in at each target, for what it routes there; returns what is wrong with that. @internal */
export function grantAtTargets(gateway: IServiceIdentity, { hosts, legs }: KnownRoute): string[] {
  return rulesOf(legs).flatMap(([{ to, remoteIpBlocks }, own]) => {
    const problems = tryAddRoute('ALLOW', {
      to,
      from: [Source.of({ identities: [gateway], ...(remoteIpBlocks === undefined ? {} : { remoteIpBlocks }) })],
      operations: own.map((leg) => Operation.of(arriving(leg, hosts))),
    });
    const where = `rule for ${own.map(({ path }) => `\`${path.path}\``).join(', ')}`;
    return [...new Set(problems.map((problem) => `${where}: ${problem.replace(/^operation( \d+)?: /, '')}`))];
  });
}

function arriving(leg: IngressLeg, hosts: readonly string[]): OperationProps {
  const { path, rule, except } = leg;
  // With `/` in place of `/api`, `/api/` arrives as `/`, too, so that leaving `/api` out would refuse it.
  const told = except.filter((part) => rule.rewrite !== '/' || part.path !== path.path);
  const kept = told.flatMap((part) => path._arriving(part, rule.rewrite));
  return {
    ...ofHosts(hosts),
    ...methodsOf(leg),
    ...pathsOf(path._arriving(path, rule.rewrite)),
    ...(kept.length === 0 ? {} : { notPaths: kept }),
    ...(rule.targetPorts === undefined ? {} : { ports: rule.targetPorts }),
  };
}

/** The legs of each rule. */
function rulesOf(legs: readonly IngressLeg[]): [IngressRule, IngressLeg[]][] {
  const rules = new Map<IngressRule, IngressLeg[]>();
  for (const leg of legs) rules.set(leg.rule, [...(rules.get(leg.rule) ?? []), leg]);
  return [...rules];
}

/** A gateway takes a `Host` header with any port; of a pattern Istio takes one star only, so there none with a port. */
function ofHosts(hosts: readonly string[]): Pick<OperationProps, 'hosts'> {
  if (hosts.includes('*')) return {};
  return { hosts: hosts.flatMap((host) => (host.startsWith('*') ? [host] : [host, `${host}:*`])) };
}

/** All that a server may take for this host. */
function spellingsOf(host: string): string[] {
  return [host, `${host}:*`, `${host}.`, `${host}.:*`];
}

function methodsOf({ rule, path }: IngressLeg): Pick<OperationProps, 'methods'> {
  if (rule.methods !== undefined) return { methods: rule.methods };
  return path.isGrpc ? { methods: ['POST'] } : {};
}

/** Paths with a star are patterns, all others are meant to the letter. */
function pathsOf(patterns: readonly string[]): Pick<OperationProps, 'paths' | 'exactPaths'> {
  const paths = patterns.filter((pattern) => pattern.endsWith('*'));
  const exactPaths = patterns.filter((pattern) => !pattern.endsWith('*'));
  return { ...(paths.length === 0 ? {} : { paths }), ...(exactPaths.length === 0 ? {} : { exactPaths }) };
}

/** What other rules lead elsewhere. */
function notPathsOf({ except }: IngressLeg): Pick<OperationProps, 'notPaths'> {
  return except.length === 0 ? {} : { notPaths: except.flatMap((path) => path._patterns()) };
}

function guardedPathsOf(path: IngressPath): string[] {
  const patterns = path._patterns();
  return patterns.filter((pattern) => !patterns.includes(`${pattern}/*`)).flatMap(guardedPaths);
}

function isEverything(path: IngressPath): boolean {
  return path._kind === 'prefix' && path.path === '/';
}

function toIstio(operation: OperationProps): AuthorizationPolicySpecRulesTo {
  return { operation: Operation.of(operation)._toIstio() };
}
