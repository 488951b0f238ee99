import { backend, httpRoute } from './api-routes';
import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, gatewayApi, mtls, namespace, service, sidecars } from './manifests';

const target = all(sidecars, deployment('web'), service('web', '{port: 80, name: http}'));
const strict = mtls('{mtls: {mode: STRICT}}');
const pods = (labels: string) =>
  all(
    namespace('edge', labels),
    gatewayApi('gw', 'nginx', '{name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}', 'edge'),
    deployment('gw', '', 'edge', '').replace('{app: gw}', '{gateway.networking.k8s.io/gateway-name: gw}'),
  );
const route = httpRoute(backend('name: web, port: 80').replace('{name: gw}', '{name: gw, namespace: edge}'));
const ingress =
  'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop}\nspec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}\n';

describeTwins('ZT431', [
  {
    what: 'a gateway whose pods have no sidecar',
    fires: all(target, strict, pods('istio-injection: disabled'), route),
    field: 'spec.rules[0].backendRefs[0]',
    says: /Gateway `gw` is no part of the mesh, and the pods of `web` take mutual TLS of the mesh only/,
    silent: all(target, mtls('{mtls: {mode: PERMISSIVE}}'), pods('istio-injection: disabled'), route),
  },
]);

test.each([
  ['Gateways', all(target, strict, gatewayApi('gw', 'nginx'), httpRoute(backend('name: web, port: 80')))],
  ['Ingresses', all(target, strict, ingress)],
])('pods of %s that are not here are taken to be in the mesh, and the report says so once', (_, text) => {
  const { assumptions, findings } = reportOn(text);
  expect(findings.filter(({ code }) => code === 'ZT431')).toEqual([]);
  expect(assumptions.filter((one) => one.startsWith("the pods of gateways that are not Istio's"))).toHaveLength(1);
  expect(reportOn(text.replace('STRICT', 'PERMISSIVE')).assumptions.join('\n')).not.toMatch(/not Istio's/);
});
