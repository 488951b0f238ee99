/** A small ambient mesh for tests: `shop/api` behind the Service `shop/api`, and who calls it. */
import { evaluate } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';

type Manifest = Readonly<Record<string, unknown>>;

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };

/** The identity of `web/front`. */
export const FRONT = { identity: 'cluster.local/ns/web/sa/front' };
/** A caller outside the mesh. */
export const STRANGER = { plaintext: true };
/** A port of `shop/api`. */
export const API = { workload: 'shop/api', port: 8080 };

/** A namespace, by default an ambient one. */
export function namespace(name: string, labels: object = AMBIENT): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A pod with the label `app` of its name, and with what else is given. */
export function pod(name: string, metadata: object = {}, spec: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: name }, ...metadata },
    spec,
  };
}

/** An AuthorizationPolicy of `shop` for `shop/api`, unless `spec` says otherwise. */
export function authorization(name: string, spec: object, metadata: object = {}): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'shop', ...metadata },
    spec: { selector: { matchLabels: { app: 'api' } }, ...spec },
  };
}

/** A PeerAuthentication, without selector unless `spec` has one. */
export function peerAuthentication(place: string, mode: string, spec: object = {}, metadata: object = {}): Manifest {
  const [space, name] = place.split('/');
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace: space, ...metadata },
    spec: { mtls: { mode }, ...spec },
  };
}

/** The verdict on a call in the small mesh with these manifests added. */
export function ask(manifests: readonly Manifest[], from: object, to: object = API, mesh: object = {}): Verdict {
  const base = [namespace('shop'), namespace('istio-system', {}), pod('api')];
  return evaluate(readMesh([...base, ...manifests], mesh), readCase({ from, to }));
}

/** The words that decide: verdict, layer and rule. */
export function words({ verdict, ...rest }: Verdict): string {
  const { layer, by } = { layer: undefined, by: undefined, ...rest };
  return [verdict, layer, by].filter((word) => word !== undefined).join(' ');
}
