/** The app that most tests speak of: namespace `shop` with a frontend that calls a backend, nothing allowed yet. */
import { App, Chart } from 'cdk8s';
import { ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from '../../src';

export interface Shop {
  readonly app: App;
  readonly chart: Chart;
  readonly shop: ZeroTrustNamespace;
  readonly frontend: ServiceIdentity;
  readonly backend: ServiceIdentity;
}

/** Frontend and backend, bound by labels; the backend listens on HTTP 8080 and TCP 5432. */
export function newShop(): Shop {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const frontend = new ServiceIdentity(chart, 'frontend', { namespace: shop });
  const backend = new ServiceIdentity(chart, 'backend', {
    namespace: shop,
    ports: [WorkloadPort.http(8080), WorkloadPort.tcp(5432)],
  });
  frontend.select({ app: 'frontend' });
  backend.select({ app: 'backend' });
  return { app, chart, shop, frontend, backend };
}
