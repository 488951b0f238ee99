import { ApiObject } from 'cdk8s';
import * as gatewayApi from '../../imports/gateway.networking.k8s.io';
import { DestinationRule, Gateway, ServiceEntry, Sidecar, VirtualService } from '../../imports/networking.istio.io';
import { AuthorizationPolicy, PeerAuthentication, RequestAuthentication } from '../../imports/security.istio.io';
import { Telemetry } from '../../imports/telemetry.istio.io';
import { newAppWithEveryField } from './every-field';
import { type Manifest, manifestsOf } from './manifests';

const CLASSES = new Map(
  [
    AuthorizationPolicy,
    DestinationRule,
    Gateway,
    gatewayApi.Gateway,
    gatewayApi.GrpcRoute,
    gatewayApi.HttpRoute,
    gatewayApi.ReferenceGrant,
    PeerAuthentication,
    RequestAuthentication,
    ServiceEntry,
    Sidecar,
    Telemetry,
    VirtualService,
  ].map((each) => [keyOf(each.GVK), each]),
);

/** The versions of a kind share their fields. */
function keyOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion.split('/')[0]} ${kind}`;
}

/** The object as the generated class of its kind would write it: without the fields that the schema does not know. */
function throughGeneratedClass(object: Manifest): unknown {
  const { apiVersion, kind: _kind, ...props } = object;
  const written: unknown = CLASSES.get(keyOf(object))?.manifest(props as never);
  return { ...(JSON.parse(JSON.stringify(written)) as object), apiVersion };
}

/**
 * Istio's schema has the field under two spellings, and the generated class maps the type's `jwksUri` to the older
 * `jwks_uri`. Ours goes out as `jwksUri`, the spelling of Istio's documentation; both mean the same to Istio.
 */
function withOlderSpelling(object: Manifest): Manifest {
  return JSON.parse(JSON.stringify(object).replaceAll('"jwksUri":', '"jwks_uri":')) as Manifest;
}

const objects = newAppWithEveryField()
  .node.findAll()
  .filter((construct) => ApiObject.isApiObject(construct))
  .map((object) => ({ path: object.node.path, json: object.toJson() as Manifest }));
const istioObjects = objects.filter(({ json }) => CLASSES.has(keyOf(json)));

test('the app has every kind of Istio and of the Gateway API that constructs write', () => {
  expect([...new Set(istioObjects.map(({ json }) => keyOf(json)))].sort()).toEqual([...CLASSES.keys()].sort());
});

test.each(istioObjects)('the schema of Istio knows every field of $path', ({ json }) => {
  expect(throughGeneratedClass(json)).toStrictEqual(withOlderSpelling(json));
});

test('a field that the schema does not know would be noticed', () => {
  const policy = istioObjects.find(({ json }) => json.kind === 'AuthorizationPolicy')?.json as Manifest;
  const odd = { ...policy, spec: { ...policy.spec, trustDomains: ['x'] } };
  expect(throughGeneratedClass(odd)).not.toStrictEqual(odd);
});

test('the YAML, read strictly, says what the objects say, all of them and in their order', () => {
  expect(manifestsOf(newAppWithEveryField())).toStrictEqual(objects.map(({ json }) => json));
});

test('the objects hold no value that YAML could not: no undefined, no function, no date', () => {
  for (const { json } of objects) expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
});
