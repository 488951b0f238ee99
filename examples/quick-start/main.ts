import { App, Chart } from 'cdk8s';
import { Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';

export function addCharts(app: App): void {
  const chart = new Chart(app, 'shop');
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
  const payments = new ServiceIdentity(chart, 'payments', { namespace: shop, ports: [WorkloadPort.http(8080)] });

  orders.select({ app: 'orders' });
  payments.select({ app: 'payments' });
  payments.allowFrom(orders, Operation.post('/charges'), Operation.get('/charges/*'));
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
