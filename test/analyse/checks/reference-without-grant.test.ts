import { backend, grant, httpRoute } from './api-routes';
import { describeTwins, reportOn } from './describe-twins';
import { all, gatewayApi, namespace } from './manifests';

const far = httpRoute(backend('name: web, namespace: far, port: 80'));
const tls = gatewayApi(
  'gw',
  'istio',
  '{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: cert, namespace: far}]}}',
);

describeTwins('ZT422', [
  {
    what: 'a backend of another namespace',
    fires: all(namespace('far'), far),
    field: 'spec.rules[0].backendRefs[0]',
    says: /no ReferenceGrant of namespace `far` lets a HTTPRoute of `shop` use Service `web`, so calls fail with 500/,
    silent: all(namespace('far'), far, grant('far')),
  },
  {
    what: 'a certificate of another namespace',
    fires: all(namespace('far'), tls),
    field: 'spec.listeners[0].tls.certificateRefs[0]',
    says: /use Secret `cert`, so the listener has no certificate/,
    silent: all(namespace('far'), tls, grant('far')),
  },
  {
    what: 'a backend of another namespace, and not with a grant of the older version',
    fires: all(namespace('far'), far),
    field: 'spec.rules[0].backendRefs[0]',
    says: /no ReferenceGrant/,
    silent: all(namespace('far'), far, grant('far', 'v1beta1')),
  },
  {
    what: 'a grant that stands in the wrong namespace',
    fires: all(namespace('far'), far, grant('shop')),
    field: 'spec.rules[0].backendRefs[0]',
    says: /write one there/,
    silent: all(namespace('far'), far.replace('namespace: far', 'namespace: shop'), grant('shop')),
  },
]);

test('grants of namespaces that are not here are assumed, and the report says so once', () => {
  const { assumptions, findings } = reportOn(far);
  expect(findings.filter(({ code }) => code === 'ZT422')).toEqual([]);
  expect(assumptions.filter((one) => one.includes('ReferenceGrants of `far`'))).toHaveLength(1);
});
