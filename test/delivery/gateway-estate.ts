/** The workloads of the simulations behind a gateway, which leads from `api.com` to one of them. */
import type { JsonObject } from '../../src/policy/json-object';
import { made, policy, principal } from './estate';

const PODS = { labels: { istio: 'gw' }, annotations: { 'inject.istio.io/templates': 'gateway' } };
const SERVERS = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }];
const istio = (object: JsonObject) => ({ ...object, apiVersion: 'networking.istio.io/v1' });

/** A gateway in `edge`, and what lets it in to `api`. */
export const GATEWAY: readonly JsonObject[] = [
  made('Deployment', 'edge/gw', {
    spec: { template: { metadata: PODS, spec: { serviceAccountName: 'gw', containers: [{ name: 'istio-proxy' }] } } },
  }),
  made('Service', 'edge/gw', {
    spec: { type: 'LoadBalancer', selector: { istio: 'gw' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  }),
  istio(made('Gateway', 'edge/gate', { spec: { selector: { istio: 'gw' }, servers: SERVERS } })),
  policy('api-allow', 'api', { rules: [{ from: [{ source: { principals: [principal('gw', 'edge')] } }] }] }),
];

export const routeTo = (service: string) => {
  const destination = { host: `${service}.shop.svc.cluster.local`, port: { number: 80 } };
  const spec = { hosts: ['api.com'], gateways: ['edge/gate'], http: [{ route: [{ destination }] }] };
  return istio(made('VirtualService', 'edge/route', { spec }));
};

/** A policy for the pods of the gateway. */
export const atGateway = (name: string, spec: JsonObject) =>
  made('AuthorizationPolicy', `edge/${name}`, { spec: { selector: { matchLabels: { istio: 'gw' } }, ...spec } });

export const paths = (...values: string[]) => [{ to: [{ operation: { paths: values } }] }];
export const denying = (...values: string[]) => ({ action: 'DENY', rules: paths(...values) });
