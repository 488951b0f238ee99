import { App, Chart } from 'cdk8s';
import { ArgoApplication, ArgoApplicationSet, ArgoCluster, ArgoHealthChecks, ArgoProbe, ArgoProject } from '../../src';
import { newProbedShop, PROBED_CASES } from './probed-shop';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const REPOSITORY = 'https://git.example.com/shop/rendered.git';
const cluster = ArgoCluster.named('production');

const project =
  (props: object) =>
  ({ app, chart }: Shop) =>
    new ArgoProject(new Chart(app, 'argo'), 'x', {
      contents: [chart],
      repositories: [REPOSITORY],
      clusters: [cluster],
      ...props,
    });
const synced = { project: ArgoProject.fromName('shop'), repository: REPOSITORY, revision: 'main' };
const application =
  (props: object) =>
  ({ app }: Shop) =>
    new ArgoApplication(new Chart(app, 'argo'), 'x', {
      ...synced,
      folder: 'production/shop',
      cluster,
      namespace: 'shop',
      ...props,
    });
const set =
  (props: object) =>
  ({ app }: Shop) =>
    new ArgoApplicationSet(new Chart(app, 'argo'), 'x', { ...synced, clusterLabels: { mesh: 'shop' }, ...props });
const health =
  (props?: object) =>
  ({ app }: Shop) =>
    new ArgoHealthChecks(new Chart(app, 'argo'), 'x', props);

const probe =
  (props: object) =>
  ({ app }: Shop) => {
    const { contents, frontend } = newProbedShop(new App());
    const given = { callers: [frontend], contents, caseFiles: [PROBED_CASES] };
    new ArgoProbe(new Chart(app, 'argo'), 'x', { ...given, ...props });
  };

type Use = (shop: Shop) => unknown;
const row = (title: string, wrong: Use, right: Use, ...says: string[]) => ({
  title,
  wrong,
  right,
  says: says.map((line) => `[argo/x] ${line}`),
});

describeWrongUses('ArgoProject', [
  row(
    'every repository',
    project({ repositories: ['*'] }),
    project({ repositories: [REPOSITORY] }),
    'repository `*` is a pattern; name the one repository in full, such as `https://git.example.com/shop/rendered.git`',
  ),
  row(
    'every repository but one',
    project({ repositories: ['!https://git.example.com/other.git'] }),
    project({}),
    'repository `!https://git.example.com/other.git` is a pattern; name the one repository in full, such as `https://git.example.com/shop/rendered.git`',
  ),
  row(
    'every cluster by name',
    project({ clusters: [ArgoCluster.named('*')] }),
    project({ clusters: [ArgoCluster.named('production')] }),
    'cluster `*` is a pattern; name one cluster, such as `production`',
  ),
  row(
    'every cluster by address',
    project({ clusters: [ArgoCluster.server('https://*')] }),
    project({ clusters: [ArgoCluster.server('https://production.example.com:6443')] }),
    'server `https://*` is not the address of one API server; write one such as `https://kubernetes.default.svc`',
  ),
  row(
    'a name for an address',
    project({ clusters: [ArgoCluster.server('production')] }),
    project({ clusters: [ArgoCluster.named('production')] }),
    'server `production` is not the address of one API server; write one such as `https://kubernetes.default.svc`',
  ),
  row(
    'a text for a cluster',
    project({ clusters: ['production'] }),
    project({}),
    '`clusters` holds `"production"`; each entry is an `ArgoCluster`, such as `ArgoCluster.own()`',
  ),
  row(
    'no cluster',
    project({ clusters: [] }),
    project({}),
    '`clusters` is an empty list, so nothing would be permitted; name at least one',
  ),
  row(
    'contents that are missing',
    project({ contents: undefined }),
    project({}),
    '`contents` is missing; give a list; each entry is a chart, or the app',
  ),
  row(
    'contents as text',
    project({ contents: ['chart'] }),
    project({}),
    '`contents` holds `"chart"`; each entry is a chart, or the app',
  ),
  row(
    'a kind as a pattern',
    project({ clusterKinds: ['*'] }),
    project({ clusterKinds: ['ClusterIssuer.cert-manager.io'] }),
    'kind `*` is not `Kind.group`, such as `ClusterIssuer.cert-manager.io`',
  ),
  row(
    'an object as text',
    project({ alsoPermit: ['HTTPRoute'] }),
    project({ alsoPermit: [{ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'a' }] }),
    '`alsoPermit` holds `"HTTPRoute"`; each entry is `{ apiVersion, kind, namespace, name }`',
  ),
  row(
    'a name in upper case',
    project({ name: 'Shop' }),
    project({ name: 'shop' }),
    'project `Shop` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `shop`',
  ),
  row(
    'a misspelt field',
    project({ repos: [] }),
    project({}),
    '`repos` is not a field of a project; use one of `name`, `namespace`, `contents`, `repositories`, `clusters`, `clusterKinds`, `alsoPermit`',
  ),
]);

describeWrongUses('ArgoApplication', [
  row(
    'a project by name only',
    application({ project: 'shop' }),
    application({}),
    '`project` is `"shop"`; give an `ArgoProject`, or `ArgoProject.fromName(…)`',
  ),
  row(
    'a project whose name is missing',
    application({ project: ArgoProject.fromName(js()) }),
    application({}),
    'project is `undefined`; give a text',
  ),
  row(
    'a revision as a pattern',
    application({ revision: 'release-*' }),
    application({ revision: 'release-1' }),
    'revision `release-*` is a pattern; name one branch, tag or commit, such as `environments/production`',
  ),
  ...['/production', 'production/', 'a//b', '../shop', 'a/../b', 'shop/*'].map((folder) =>
    row(
      `the folder ${folder}`,
      application({ folder }),
      application({ folder: 'production/shop..old' }),
      `folder \`${folder}\` is not a path from the root of the repository; write one such as \`production/shop\`, without patterns, \`..\`, or \`/\` at an end`,
    ),
  ),
  row(
    'no folder',
    application({ folder: '' }),
    application({ folder: '.' }),
    'folder `` is empty or holds a space; give its name',
  ),
  row(
    'every namespace',
    application({ namespace: '*' }),
    application({ namespace: 'shop' }),
    'namespace `*` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit',
  ),
  row(
    'a cluster whose name is missing',
    application({ cluster: ArgoCluster.named(js()) }),
    application({}),
    'cluster is `undefined`; give a text',
  ),
  row(
    'a text for a flag',
    application({ automated: 'false' }),
    application({ automated: false }),
    '`automated` is `"false"`; give `true` or `false`',
  ),
]);

describeWrongUses('ArgoApplicationSet', [
  row(
    'no label',
    set({ clusterLabels: {} }),
    set({ clusterLabels: { a: '' } }),
    '`clusterLabels` is empty, which would deliver to every cluster that Argo CD knows; name at least one label',
  ),
  row(
    'a label that no Secret can carry',
    set({ clusterLabels: { 'a b': 'c*' } }),
    set({}),
    'label "a b" is not one that a Secret can carry; use letters, digits, `-`, `_` and `.`',
    'label value `c*` of `a b` is not valid; use at most 63 letters, digits, `-`, `_` and `.`',
  ),
  row(
    'a label that would end the template',
    set({ folderLabel: '"}}{{.server}}' }),
    set({ folderLabel: 'tier' }),
    'label "\\"}}{{.server}}" is not one that a Secret can carry; use letters, digits, `-`, `_` and `.`',
  ),
  row(
    'a template for the folder',
    set({ folder: '{{.server}}' }),
    set({ folder: 'clusters' }),
    'folder `{{.server}}` is not a path from the root of the repository; write one such as `production/shop`, without patterns, `..`, or `/` at an end',
  ),
  row(
    'a template for the name',
    set({ name: '{{.name}}' }),
    set({ name: 'shop' }),
    'application set `{{.name}}` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `name`',
  ),
]);

describeWrongUses('ArgoHealthChecks', [
  row(
    'a namespace in upper case',
    health({ namespace: 'ArgoCD' }),
    health(),
    'namespace `ArgoCD` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `argocd`',
  ),
  row(
    'a misspelt field',
    health({ name: 'argocd-cm' }),
    health({}),
    '`name` is not a field of health checks; use one of `namespace`',
  ),
]);

describeWrongUses('ArgoProbe', [
  row(
    'no caller',
    probe({ callers: [] }),
    probe({}),
    '`callers` is missing or empty, so that nothing would be probed; give at least one',
  ),
  row(
    'no case file',
    probe({ caseFiles: js() }),
    probe({}),
    '`caseFiles` is missing or empty, so that nothing would be probed; give at least one',
  ),
  row(
    'an image that moves',
    probe({ image: 'curlimages/curl' }),
    probe({ image: 'curlimages/curl:8.16.0' }),
    'image `curlimages/curl` has no fixed tag or digest; write one such as `curlimages/curl:8.16.0`',
  ),
]);
