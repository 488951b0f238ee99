import { App, Chart } from 'cdk8s';
import { Deployment, LabelSelector } from 'cdk8s-plus-28';
import { Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';

export function addCharts(app: App): void {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });

  // A namespace in which nothing is reachable until a route says so. (M1, M2)
  const shop = new ZeroTrustNamespace(chart, 'shop');

  // One identity for each workload: a ServiceAccount, and the workload runs under it. (M1)
  const frontend = new ServiceIdentity(chart, 'frontend', { namespace: shop, ports: [WorkloadPort.http(80)] });
  const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(80)] });
  frontend.attachTo(addServer(chart, 'frontend', 'nginx:1.25'));
  backend.attachTo(addServer(chart, 'backend', 'httpd:2.4'));

  // The only thing that anybody may do here. (M3)
  backend.allowFrom(frontend, Operation.get('/api/v1/data'));
}

/** A Deployment on port 80 with a Service of the same name. */
function addServer(chart: Chart, name: string, image: string): Deployment {
  const deployment = new Deployment(chart, `${name}-deployment`, {
    metadata: { name },
    replicas: 1,
    select: false,
    podMetadata: { labels: { app: name } },
    containers: [
      {
        name,
        image,
        portNumber: 80,
        // these images start as root and write to their own file system, which cdk8s-plus forbids by default
        securityContext: { ensureNonRoot: false, readOnlyRootFilesystem: false },
      },
    ],
    securityContext: { ensureNonRoot: false },
  });
  deployment.select(LabelSelector.of({ labels: { app: name } }));
  // the name tells Istio the protocol: a policy about methods and paths needs an HTTP port
  deployment.exposeViaService({ name, ports: [{ name: 'http', port: 80, targetPort: 80 }] });
  return deployment;
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
