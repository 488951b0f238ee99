/** A shop to probe: `frontend` may read the orders of `orders`, each with its Deployment and Service. */
import { ApiObject, type App, Chart } from 'cdk8s';
import { Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from '../../src';

export interface ProbedShop {
  readonly contents: Chart[];
  readonly frontend: ServiceIdentity;
  readonly orders: ServiceIdentity;
}

/** In a chart of its own. */
export function newProbedShop(app: App): ProbedShop {
  const chart = new Chart(app, 'shop');
  const namespace = new ZeroTrustNamespace(chart, 'shop');
  const addApp = (name: string): ServiceIdentity => {
    const labels = { app: name };
    const metadata = { name, namespace: 'shop' };
    const template = { metadata: { labels }, spec: { serviceAccountName: name, containers: [{ name, image: name }] } };
    const spec = { selector: { matchLabels: labels }, template };
    new ApiObject(chart, `${name}-pods`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
    const service = { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
    new ApiObject(chart, `${name}-service`, { apiVersion: 'v1', kind: 'Service', metadata, spec: service });
    const identity = new ServiceIdentity(chart, name, { namespace, ports: [WorkloadPort.http(8080)] });
    identity.select(labels);
    return identity;
  };
  const [frontend, orders] = [addApp('frontend'), addApp('orders')];
  orders.allowFrom(frontend, Operation.get('/orders/*'));
  return { contents: [chart], frontend, orders };
}

/** What the frontend may, may not, and what no Job sends. */
export const PROBED_CASES = `
cases:
  - id: the-frontend-reads-an-order
    from: { workload: shop/frontend }
    to: { service: shop/orders, port: 80 }
    request: { path: /orders/17 }
    expect: allow
  - id: it-sees-no-metrics
    from: { workload: shop/frontend }
    to: { service: shop/orders, port: 80 }
    request: { path: /metrics }
    expect: deny
  - id: nobody-else-does
    from: { plaintext: true }
    to: { service: shop/orders, port: 80 }
    request: { path: /orders/17 }
    expect: deny
`;
