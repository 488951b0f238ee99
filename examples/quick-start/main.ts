import { App, Chart } from 'cdk8s';
import { Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

const shop = new ZeroTrustNamespace(chart, 'shop');
const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
const payments = new ServiceIdentity(chart, 'payments', { namespace: shop, ports: [WorkloadPort.http(8080)] });

orders.select({ app: 'orders' });
payments.select({ app: 'payments' });
payments.allowFrom(orders, Operation.post('/charges'), Operation.get('/charges/*'));

app.synth();
