/** A small estate to probe: a shop behind sidecars or ztunnel, and the cases of somebody who works on it. */
import { readCaseFiles } from '../../src/cases/case-file';
import { meshOf } from '../../src/policy/synthesized';
import { type ProbeOptions, probesOf, type Probes } from '../../src/probe/probes';

/** A workload, its Service, and its pods' labels. */
export function app(namespace: string, name: string, serviceAccount = name): string {
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      serviceAccountName: ${serviceAccount}
      containers: [{ name: app, image: a, ports: [{ containerPort: 8080, name: http }] }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: http }] }
`;
}

const NAMESPACE = `---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`;

/** `frontend` may GET `/orders/*` of `orders`, and \`batch\` may nothing; all is STRICT. */
export const SHOP = `${NAMESPACE}${app('shop', 'frontend')}${app('shop', 'orders')}${app('shop', 'batch')}---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/frontend] } }]
      to: [{ operation: { methods: [GET, HEAD, POST], paths: ['/orders/*'] } }]
`;

/** The same where ztunnel speaks for all, and knows no HTTP. */
export const AMBIENT = SHOP.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient').replace(
  "to: [{ operation: { methods: [GET, HEAD, POST], paths: ['/orders/*'] } }]",
  "to: [{ operation: { ports: ['8080'] } }]",
);

/** What is made of these cases. */
export function probe(manifests: string, cases: readonly object[], options: Partial<ProbeOptions> = {}): Probes {
  const [file] = readCaseFiles({ name: 'cases.yaml', text: JSON.stringify({ cases }) });
  if (file?.kind !== 'read') throw new Error(JSON.stringify(file));
  return probesOf([{ ...file.file, mesh: meshOf(manifests) }], { writes: false, ...options });
}

/** A case: a GET of an order by the frontend, unless said otherwise. */
export function oneCase(id: string, expect: unknown, more: object = {}): object {
  return { id, ...ORDER, expect, ...more };
}

const ORDER = {
  from: { workload: 'shop/frontend' },
  to: { service: 'shop/orders', port: 80 },
  request: { method: 'GET', path: '/orders/17' },
};
