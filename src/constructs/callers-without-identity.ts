/** Whom does a route name who has no identity, so that it never matches? Who runs outside the mesh sends plaintext. */
import type { AuthorizationPolicySpecRules as Rule } from '../../imports/security.istio.io';
import type { Enforcement } from './enforcement';

/** What is looked at of an identity as a caller. @internal */
export interface KnownCaller {
  readonly identity: {
    readonly serviceAccountName: string;
    readonly namespaceName: string;
    readonly principal: string;
    readonly enforcement: Enforcement;
  };
  /** whether its pods are a gateway, which is a proxy itself */
  readonly isGateway: boolean;
}

/** The callers outside the mesh, by principal. @internal */
export function callersWithoutIdentity<T extends KnownCaller>(all: readonly T[]): ReadonlyMap<string, T> {
  const outside = all.filter(({ identity, isGateway }) => identity.enforcement === 'nothing' && !isGateway);
  return new Map(outside.map((caller) => [caller.identity.principal, caller]));
}

/** What is wrong with these rules of `<name>-allow`, a sentence each caller. @internal */
export function grantsToNobody(
  name: string,
  rules: readonly Rule[],
  outside: ReadonlyMap<string, KnownCaller>,
): string[] {
  const named = rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source?.principals ?? []));
  const found = new Set(named.flatMap((principal) => outside.get(principal) ?? []));
  return [...found].map(
    ({ identity: { namespaceName, serviceAccountName } }) =>
      `target \`${name}\` lets in \`${serviceAccountName}\` of namespace \`${namespaceName}\`, which is not in the mesh, so that its calls carry no identity and are refused; give \`${namespaceName}\` a data plane, or leave the target at stage \`OBSERVE\` until it has one`,
  );
}
