import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts, type Cluster, STAGES } from './main';

const deployed = readFileSync(join(__dirname, 'deployed.yaml'), 'utf8');

// `cdk8s synth` shows what stage OBSERVE says of itself; the tests need not
beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

function manifestsOf(cluster: Cluster): string {
  const app = new App();
  addCharts(app, cluster);
  return app.synthYaml();
}

test('what production begins with', () => {
  expect(manifestsOf('production')).toMatchSnapshot();
});

test('a policy is a dry run at OBSERVE and nowhere else, and plaintext is refused at STRICT and nowhere else', () => {
  const clusters = Object.keys(STAGES) as Cluster[];
  const having = (text: string) => clusters.filter((cluster) => manifestsOf(cluster).includes(text));
  expect(having('istio.io/dry-run')).toEqual(['production']);
  expect(having('mode: PERMISSIVE')).toEqual(['production', 'staging']);
  expect(having('mode: STRICT')).toEqual(['development']);
});

test('no cluster lets more through than the one before it', () => {
  const meshOf = (cluster: Cluster) => withMesh([manifestsOf(cluster), deployed]);
  expect(meshOf('staging')).toBeNoWiderThan(meshOf('production'));
  expect(meshOf('development')).toBeNoWiderThan(meshOf('staging'));
});
