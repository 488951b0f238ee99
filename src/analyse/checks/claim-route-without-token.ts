/** Does a VirtualService route by the claims of a token that nothing checks at its gateways? */
import type { FieldPath } from '../../policy/field-path';
import type { Manifest } from '../../policy/manifest';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf, specOf } from '../estate';
import { asItems, asRecord } from '../raw-field';
import { hasTargets, selectorLabels } from '../reach-of-policy';

/** @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/ */
export const claimRouteWithoutToken: Check = {
  code: 'ZT310',
  *find(estate) {
    for (const manifest of estate.of('VirtualService')) {
      const [path] = claimMatches(manifest);
      if (path === undefined) continue;
      const names = asItems(specOf(manifest).gateways).filter((name): name is string => typeof name === 'string');
      const claim = String(path.at(-1));
      if (names.length === 0 || names.includes('mesh')) {
        yield {
          manifest,
          path,
          message: `sidecars of callers see no claims, so \`${claim}\` never matches there; bind the VirtualService to gateways only`,
        };
      }
      for (const name of names) {
        const gateway = gatewayNamed(estate, name, namespaceOf(manifest));
        if (gateway === undefined || isChecked(estate, gateway)) continue;
        yield {
          manifest,
          path,
          message: `no RequestAuthentication checks tokens at gateway \`${name}\`, so \`${claim}\` never matches; write one for its pods`,
        };
      }
    }
  },
  *assumes(estate) {
    const unknown = estate
      .of('VirtualService')
      .some(
        (manifest) =>
          claimMatches(manifest).length > 0 &&
          asItems(specOf(manifest).gateways).some(
            (name) =>
              typeof name === 'string' &&
              name !== 'mesh' &&
              gatewayNamed(estate, name, namespaceOf(manifest)) === undefined,
          ),
      );
    if (unknown) yield 'gateways of routes by claims are not among the manifests; they are taken to check tokens';
  },
};

/** The places of `@request.auth.claims…` in the matches of HTTP routes. */
function claimMatches(manifest: Manifest): readonly FieldPath[] {
  return asItems(specOf(manifest).http).flatMap((route, index) =>
    asItems(asRecord(route).match).flatMap((match, at) =>
      ['headers', 'withoutHeaders'].flatMap((field) =>
        Object.keys(asRecord(asRecord(match)[field]))
          .filter((key) => /^@request\.auth\.claims[.[]/i.test(key))
          .map((key): FieldPath => ['spec', 'http', index, 'match', at, field, key]),
      ),
    ),
  );
}

function gatewayNamed(estate: Estate, name: string, namespace: string): Manifest | undefined {
  const [space, bare] = name.includes('/') ? name.split('/') : [namespace, name];
  return estate.of('Gateway').find((gateway) => namespaceOf(gateway) === space && gateway.name === bare);
}

/** Whether some RequestAuthentication may reach the pods of the gateway, whose namespace the Gateway does not tell. */
function isChecked(estate: Estate, gateway: Manifest): boolean {
  const pods = asRecord(specOf(gateway).selector);
  return estate
    .of('RequestAuthentication')
    .some(
      (policy) =>
        hasTargets(policy) ||
        Object.entries(selectorLabels(policy)).every(([key, value]) => pods[key] === undefined || pods[key] === value),
    );
}
