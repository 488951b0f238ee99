import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Yaml, YamlOutputType } from 'cdk8s';
import { Deployment, LabelSelector } from 'cdk8s-plus-28';
import {
  ArgoProbe,
  MeshBaseline,
  Operation,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from 'cdk8s-zero-trust';
import { addDelivery } from './argo-cd';
import { type Cluster, CLUSTER_NAMES, CLUSTERS, type ClusterName } from './clusters';

/** What runs in a cluster: a chart a namespace, as each becomes a folder, and each folder an Application of Argo CD. */
export function addCharts(app: App, name: ClusterName = 'production'): MeshBaseline {
  const cluster = CLUSTERS[name];
  const mesh = new MeshBaseline(new Chart(app, 'istio-system'), 'mesh', { trustDomains: [cluster.trustDomain] });

  const shop = addNamespace(app, 'shop', cluster);
  const frontend = addWorkload(shop, 'frontend', cluster);
  const orders = addWorkload(shop, 'orders', cluster);
  const callers = cluster.loadTest ? [frontend, addWorkload(shop, 'load-test', cluster)] : [frontend];
  for (const caller of callers) orders.allowFrom(caller, Operation.get('/orders/*'), Operation.post('/orders'));

  const payments = addWorkload(addNamespace(app, 'billing', cluster), 'payments', cluster);
  payments.allowFrom(orders, Operation.post('/charges'));

  // after each sync the proxies of the cluster are asked what `zero-trust test` has asked the manifests
  new ArgoProbe(Chart.of(shop), 'probe', {
    callers,
    contents: app.charts,
    caseFiles: [casesOf(name)],
  });
  return mesh;
}

/** What must be allowed and refused in a cluster. */
function casesOf(name: ClusterName): string {
  return readFileSync(join(__dirname, name === 'production' ? 'cases.yaml' : `${name}.cases.yaml`), 'utf8');
}

function addNamespace(app: App, name: string, { trustDomain }: Cluster): ZeroTrustNamespace {
  return new ZeroTrustNamespace(new Chart(app, name, { namespace: name }), 'namespace', { name, trustDomain });
}

/** A workload with an identity of its own, behind a Service of its name. */
function addWorkload(namespace: ZeroTrustNamespace, name: string, { version, replicas }: Cluster): ServiceIdentity {
  const chart = Chart.of(namespace);
  const deployment = new Deployment(chart, `${name}-deployment`, {
    metadata: { name },
    replicas,
    select: false,
    podMetadata: { labels: { app: name } },
    containers: [{ name, image: `registry.example.com/${name}:${version}`, portNumber: 8080 }],
  });
  deployment.select(LabelSelector.of({ labels: { app: name } }));
  deployment.exposeViaService({ name, ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  const identity = new ServiceIdentity(chart, name, { namespace, ports: [WorkloadPort.http(8080)] });
  identity.attachTo(deployment);
  return identity;
}

/** `<cluster>/<namespace>/`, a file an object; what an Istio install must say in `mesh/`; and what steers Argo CD. */
function synthesize(output: string): void {
  const argoCd = new App({ outdir: join(output, 'argo-cd') });
  mkdirSync(join(output, 'mesh'), { recursive: true });
  for (const name of CLUSTER_NAMES) {
    const yamlOutputType = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    const app = new App({ outdir: join(output, name), yamlOutputType });
    const mesh = addCharts(app, name);
    app.synth();
    Yaml.save(join(output, 'mesh', `${name}.yaml`), [mesh.meshConfig]);
    addDelivery(new Chart(argoCd, name), app.charts);
  }
  argoCd.synth();
}

if (require.main === module) synthesize(process.env.CDK8S_OUTDIR ?? 'dist');
