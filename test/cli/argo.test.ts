import { App, Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  ArgoApplication,
  ArgoApplicationSet,
  ArgoCluster,
  ArgoHealthChecks,
  ArgoProject,
  ZeroTrustNamespace,
} from '../../src';
import * as argo from '../../src/cli/commands/argo';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { schemaProblems } from '../argo/definitions';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const REPOSITORY = 'https://git.example.com/shop/rendered.git';
const SHOP = `apiVersion: v1
kind: Namespace
metadata: { name: shop, namespace: ignored }
---
apiVersion: v1
kind: List
items:
  - { apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: a, namespace: shop } }
  - { apiVersion: security.istio.io/v1beta1, kind: AuthorizationPolicy, metadata: { name: b, namespace: edge } }
`;
const ISSUER = 'apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: { name: public }\n';
const BROKEN = 'a: b: c\n';
const FILES = { 'out/shop.k8s.yaml': SHOP, 'shop.yaml': SHOP, 'issuer.yaml': ISSUER, 'broken.yaml': BROKEN };

const zeroTrust = async (line: string) => {
  const io = fakeIo(FILES);
  const code = await runProgram(line.split(' '), io, { ...NO_COMMANDS, argo: () => Promise.resolve(argo) });
  return { code, ...io.printed, written: io.written };
};
const project = (paths: string, more = '') =>
  zeroTrust(`argo project ${paths} --name shop --repository ${REPOSITORY} --cluster production${more}`);
const application = (paths: string, more = '') =>
  zeroTrust(
    `argo application ${paths} --name shop --project shop --repository ${REPOSITORY} --revision main --folder production --cluster production${more}`,
  );
const applicationSet = (paths: string, more = '') =>
  zeroTrust(
    `argo application-set ${paths} --name shop --project shop --repository ${REPOSITORY} --revision main --cluster-label mesh=shop${more}`,
  );

describe('argo project', () => {
  test('prints an AppProject for just these manifests, which the definition of Argo CD accepts', async () => {
    const { code, out, err } = await project('shop.yaml');
    expect({ code, err }).toEqual({ code: ExitCode.Good, err: '' });
    const printed = parse(out);
    expect(schemaProblems(printed)).toEqual([]);
    expect(printed).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'shop', namespace: 'argocd' },
      spec: {
        sourceRepos: [REPOSITORY],
        destinations: [
          { name: 'production', namespace: 'edge' },
          { name: 'production', namespace: 'shop' },
        ],
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop' }],
        namespaceResourceWhitelist: [{ group: 'security.istio.io', kind: 'AuthorizationPolicy' }],
      },
    });
  });

  test('takes several repositories and clusters, and an address for a cluster', async () => {
    const more =
      ' --repository https://git.example.com/b.git --cluster https://k8s.example.com:6443 --namespace delivery';
    const { metadata, spec } = parse((await project('shop.yaml', more)).out);
    expect(metadata.namespace).toBe('delivery');
    expect(spec.sourceRepos).toEqual(['https://git.example.com/b.git', REPOSITORY]);
    expect(spec.destinations).toContainEqual({ server: 'https://k8s.example.com:6443', namespace: 'shop' });
  });

  test('ends with 1 for an object whose namespace nobody knows, and with 0 once its kind is said to have none', async () => {
    expect(await project('shop.yaml issuer.yaml')).toMatchObject({
      code: ExitCode.Found,
      out: '',
      err: 'ClusterIssuer `public` has no namespace (issuer.yaml:1); write `metadata.namespace`, or, if its kind has none, name `ClusterIssuer.cert-manager.io` as a cluster kind\n',
    });
    const { code, out } = await project('shop.yaml issuer.yaml', ' --cluster-kind ClusterIssuer.cert-manager.io');
    expect(code).toBe(ExitCode.Good);
    expect(parse(out).spec.clusterResourceWhitelist).toHaveLength(2);
  });

  test.each([
    [' --cluster *', 'cluster `*` is a pattern; name one cluster, such as `production`\n'],
    [' --cluster https://*', /server `https:\/\/\*` is not the address of one API server/],
    [' --repository *', /repository `\*` is a pattern/],
    [' --cluster-kind *', /kind `\*` is not `Kind.group`/],
    [' --namespace *', /`--namespace` `\*` is not a DNS label/],
    [' --output ', /it names no file/],
  ])('ends with 2 on wrong use:%s', async (more, says) => {
    const { code, out, err } = await project('shop.yaml', more);
    expect({ code, out }).toEqual({ code: ExitCode.Wrong, out: '' });
    expect(err).toMatch(says);
  });

  test('ends with 2 on what cannot be read, with its place', async () => {
    expect(await project('broken.yaml')).toMatchObject({ code: ExitCode.Wrong, out: '' });
    expect((await project('broken.yaml')).err).toMatch(/^broken\.yaml:1:/);
    expect((await project('nowhere.yaml')).code).toBe(ExitCode.Wrong);
  });

  test('ends with 2 where a needed option is missing', async () => {
    const { code, err } = await zeroTrust('argo project shop.yaml --name shop --cluster production');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(/required option '--repository <url>'/);
  });

  test('writes to a file', async () => {
    const { code, out, written } = await project('shop.yaml', ' --output project.yaml');
    expect({ code, out }).toEqual({ code: ExitCode.Good, out: '' });
    expect(written.get('project.yaml')).toContain('kind: AppProject');
  });
});

describe('argo application', () => {
  test('prints an Application that the definition of Argo CD accepts', async () => {
    const { code, out, err } = await application('out');
    expect({ code, err }).toEqual({ code: ExitCode.Good, err: '' });
    const printed = parse(out);
    expect(schemaProblems(printed)).toEqual([]);
    expect(printed.spec.destination).toEqual({ name: 'production', namespace: 'edge' });
  });

  test('reads only what cdk8s writes where all files are its own, and all files elsewhere', async () => {
    expect(parse((await application('out')).out).spec.source.directory).toEqual({
      recurse: true,
      include: '*.k8s.yaml',
    });
    expect(parse((await application('out shop.yaml')).out).spec.source.directory).toEqual({ recurse: true });
  });

  test('ends with 1 for what no project could permit', async () => {
    expect((await application('issuer.yaml')).code).toBe(ExitCode.Found);
  });

  test.each([
    [' --cluster *', /given twice/],
    [' --namespace A', /DNS label/],
  ])('ends with 2 on wrong use:%s', async (more, says) => {
    const { code, err } = await application('out', more);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });

  test('ends with 2 for a folder outside of the repository', async () => {
    const line = `argo application out --name a --project a --repository ${REPOSITORY} --revision main --folder ../a --cluster a`;
    const { code, err } = await zeroTrust(line);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(/folder `\.\.\/a` is not a path from the root of the repository/);
  });
});

describe('argo application-set', () => {
  test('prints an ApplicationSet that the definition of Argo CD accepts', async () => {
    const more = ' --cluster-label tier=prod --folder clusters --folder-label tier';
    const { code, out, err } = await applicationSet('out', more);
    expect({ code, err }).toEqual({ code: ExitCode.Good, err: '' });
    const set = parse(out);
    expect(schemaProblems(set)).toEqual([]);
    expect(set.spec.generators[0].matrix.generators).toMatchObject([
      { clusters: { selector: { matchLabels: { mesh: 'shop', tier: 'prod' } } } },
      { git: { directories: [{ path: 'clusters/{{index .metadata.labels "tier"}}/*' }] } },
    ]);
  });

  test('reads only what cdk8s writes where all files are its own, and all files elsewhere', async () => {
    const read = async (paths: string) =>
      parse((await applicationSet(paths)).out).spec.template.spec.source.directory as object;
    expect(await read('out')).toEqual({ recurse: true, include: '*.k8s.yaml' });
    expect(await read('out shop.yaml')).toEqual({ recurse: true });
  });

  test('ends with 1 for what no project could permit', async () => {
    expect((await applicationSet('issuer.yaml')).code).toBe(ExitCode.Found);
  });

  test.each([
    [' --cluster-label mesh', /expected `key=value`/],
    [' --cluster-label mesh=b', /`mesh` is given twice/],
    [' --cluster-label tier=a=b', /label value `a=b` of `tier` is not valid/],
    [' --cluster-label a/b/c=d', /label "a\/b\/c" is not one that a Secret can carry/],
    [' --folder ../a', /folder `\.\.\/a` is not a path/],
    [' --folder-label {{.x}}', /is not one that a Secret can carry/],
  ])('ends with 2 on wrong use:%s', async (more, says) => {
    const { code, err } = await applicationSet('out', more);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });
});

test('argo without saying what ends with 2', async () => {
  expect((await zeroTrust('argo')).code).toBe(ExitCode.Wrong);
});

test('what the commands print is what the constructs write', async () => {
  const app = new App();
  const shop = new Chart(app, 'shop');
  new ZeroTrustNamespace(shop, 'shop');
  const chart = new Chart(app, 'argo');
  const cluster = ArgoCluster.named('production');
  const owned = new ArgoProject(chart, 'project', {
    name: 'shop',
    contents: [shop],
    repositories: [REPOSITORY],
    clusters: [cluster],
  });
  const where = { repository: REPOSITORY, revision: 'main', folder: 'production', cluster, namespace: 'shop' };
  new ArgoApplication(chart, 'shop', { project: owned, ...where });
  new ArgoApplicationSet(chart, 'set', {
    ...{ name: 'fleet', project: owned, repository: REPOSITORY, revision: 'main', clusterLabels: { mesh: 'shop' } },
  });
  new ArgoHealthChecks(chart, 'health');
  const io = fakeIo({ 'shop.k8s.yaml': JSON.stringify({ kind: 'List', items: Testing.synth(shop) }) });
  const run = async (line: string) => {
    io.printed.out = '';
    await runProgram(line.split(' '), io, { ...NO_COMMANDS, argo: () => Promise.resolve(argo) });
    return parse(io.printed.out) as object;
  };
  const common = `shop.k8s.yaml --name shop --repository ${REPOSITORY} --cluster production`;
  expect([
    await run(`argo project ${common}`),
    await run(`argo application ${common} --project shop --revision main --folder production`),
    await run(
      `argo application-set shop.k8s.yaml --name fleet --project shop --repository ${REPOSITORY} --revision main --cluster-label mesh=shop`,
    ),
    await run('argo health'),
  ]).toEqual(Testing.synth(chart));
});
