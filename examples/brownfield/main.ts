import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import {
  JwtProtectedApi,
  MeshBaseline,
  Operation,
  RolloutStage,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from 'cdk8s-zero-trust';

/** How far each cluster is. A promotion is a commit that moves one of them by one stage. */
export const STAGES = {
  production: RolloutStage.OBSERVE,
  staging: RolloutStage.DENY,
  development: RolloutStage.STRICT,
};
export type Cluster = keyof typeof STAGES;

export function addCharts(app: App, cluster: Cluster = 'production'): void {
  const stage = STAGES[cluster];
  new MeshBaseline(new Chart(app, 'mesh'), 'mesh', { stage });

  // Namespace, workloads and service accounts are there already, and somebody else deploys them.
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  ZeroTrustNamespace.fromName(chart, 'shop', 'shop', { stage });
  const frontend = workload(chart, 'frontend');
  const orders = workload(chart, 'orders');

  orders.allowFrom(frontend, Operation.get('/orders/*'), Operation.post('/orders'));
  new JwtProtectedApi(chart, 'refunds', {
    target: orders,
    from: [frontend],
    paths: ['/refunds/*'],
    issuers: [{ issuer: 'https://auth.example.com', audiences: ['orders'] }],
  });
}

function workload(chart: Chart, name: string) {
  const ports = [WorkloadPort.http(8080)];
  const identity = ServiceIdentity.fromServiceAccount(chart, name, { namespace: 'shop', name, ports });
  identity.select({ app: name });
  return identity;
}

if (require.main === module) {
  for (const cluster of Object.keys(STAGES) as Cluster[]) {
    const app = new App({ outdir: join(process.env.CDK8S_OUTDIR ?? 'dist', cluster) });
    addCharts(app, cluster);
    app.synth();
  }
}
