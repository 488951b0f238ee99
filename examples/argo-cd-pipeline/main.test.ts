import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { addDelivery } from './argo-cd';
import { CLUSTER_NAMES, type ClusterName } from './clusters';
import { addCharts } from './main';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const newApp = () => new App({ outdir: mkdtempSync(join(tmpdir(), 'fleet-')) });

function appOf(cluster: ClusterName): App {
  const app = newApp();
  addCharts(app, cluster);
  return app;
}

test('what steers Argo CD in production', () => {
  const chart = new Chart(newApp(), 'production');
  addDelivery(chart, appOf('production').charts);
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test.each(CLUSTER_NAMES)('a chart of %s holds one namespace, whose name it has', (cluster) => {
  const namespaceOf = ({ kind, metadata }: Manifest) => (kind === 'Namespace' ? metadata.name : metadata.namespace);
  for (const chart of appOf(cluster).charts) {
    expect(new Set((Testing.synth(chart) as Manifest[]).map(namespaceOf))).toEqual(new Set([chart.node.id]));
  }
});

test('dev and staging differ in versions and replicas alone', () => {
  const [dev, staging] = [appOf('dev').synthYaml(), appOf('staging').synthYaml()];
  expect(dev).not.toBe(staging);
  expect(dev.replaceAll(':1.5.0', ':1.4.0').replaceAll('replicas: 1', 'replicas: 2')).toBe(staging);
});
