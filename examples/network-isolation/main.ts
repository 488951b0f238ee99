import { App, Chart } from 'cdk8s';
import {
  DataPlane,
  NetworkIsolation,
  NetworkPeer,
  Operation,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from 'cdk8s-zero-trust';

export function addCharts(app: App): void {
  const chart = new Chart(app, 'shop');

  // One namespace with sidecars, one in ambient.
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const payments = new ZeroTrustNamespace(chart, 'payments', { dataPlane: DataPlane.ambient() });

  // Around each a second fence: what no route below names, the network refuses, too.
  const fence = new NetworkIsolation(chart, 'shop-network', {
    namespace: shop,
    metricsFrom: [NetworkPeer.pods('monitoring', { app: 'prometheus' })],
  });
  new NetworkIsolation(chart, 'payments-network', { namespace: payments });

  // The workloads are deployed elsewhere.
  const frontend = new ServiceIdentity(chart, 'frontend', { namespace: shop });
  const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080)] });
  const ledger = new ServiceIdentity(chart, 'ledger', { namespace: payments, ports: [WorkloadPort.tcp(9000)] });
  for (const identity of [frontend, backend, ledger]) identity.select({ app: identity.serviceAccountName });

  backend.allowFrom(frontend, Operation.get('/api/*'));
  ledger.allowFrom(backend);

  // The database is outside the cluster, where no route leads.
  fence.allowTo(backend, NetworkPeer.ipBlocks('203.0.113.7'), 5432);
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
