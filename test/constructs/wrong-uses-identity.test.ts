import { ApiObject, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import * as plus from 'cdk8s-plus-28';
import { ServiceIdentity, WorkloadPort } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const identity =
  (props: object, id = 'orders') =>
  ({ chart, shop }: Shop) =>
    new ServiceIdentity(chart, id, { namespace: shop, ...props });
const bound =
  (attach: (identity: ServiceIdentity, shop: Shop) => void) =>
  (shop: Shop): void =>
    attach(new ServiceIdentity(shop.chart, 'orders', { namespace: shop.shop }), shop);
const deployment = (scope: Chart, id: string, props: plus.DeploymentProps = {}) =>
  new Deployment(scope, id, { containers: [{ image: 'app:1' }], ...props });

describeWrongUses('ServiceIdentity', [
  {
    title: 'a name in upper case',
    wrong: identity({}, 'Orders'),
    says: [
      '[chart/Orders] service account `Orders` is not a DNS name: use at most 253 of `a-z`, `0-9`, `-` and `.`, each part beginning and ending with a letter or digit, such as `orders`',
    ],
    right: identity({ name: 'orders' }, 'Orders'),
  },
  {
    title: 'a name that is a number',
    wrong: identity({ name: 5 }),
    says: ['[chart/orders] `name` is `5`; give a text'],
    right: identity({ name: 'v5' }),
  },
  {
    title: 'the name `default`',
    wrong: identity({ name: 'default' }),
    says: [
      '[chart/orders] service account `default` is what every other pod of the namespace runs as; choose a name of its own, such as that of the workload',
    ],
    right: identity({ name: 'orders' }),
  },
  {
    title: 'a text for its namespace',
    wrong: identity({ namespace: 'shop' }),
    says: ['[chart/orders] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
    right: identity({}),
  },
  {
    title: 'another identity for its namespace',
    wrong: (shop) => new ServiceIdentity(shop.chart, 'orders', { namespace: js(shop.frontend) }),
    says: ['[chart/orders] `namespace` is `chart/frontend`; give a `ZeroTrustNamespace`'],
    right: identity({}),
  },
  {
    title: 'a misspelt field',
    wrong: identity({ port: [] }),
    says: [
      '[chart/orders] `port` is not a field of a service identity; use one of `namespace`, `name`, `ports`, `alsoAccept`, `allowSharing`, `waypoint`, `services`',
    ],
    right: identity({ ports: [] }),
  },
  {
    title: 'no props',
    wrong: ({ chart }) => new ServiceIdentity(chart, 'orders', js()),
    says: [
      '[chart/orders] a service identity is `undefined`; give an object with `namespace`, `name`, `ports`, `alsoAccept`, `allowSharing`, `waypoint`, `services`',
    ],
    right: identity({}),
  },
  {
    title: 'numbers for ports',
    wrong: identity({ ports: [8080] }),
    says: ['[chart/orders] `ports` holds `8080`; each entry is a `WorkloadPort`, such as `WorkloadPort.http(8080)`'],
    right: identity({ ports: [WorkloadPort.http(8080)] }),
  },
  {
    title: 'one port where a list is asked for',
    wrong: identity({ ports: WorkloadPort.http(8080) }),
    says: [
      '[chart/orders] `ports` is `WorkloadPort`; give a list; each entry is a `WorkloadPort`, such as `WorkloadPort.http(8080)`',
    ],
    right: identity({ ports: [WorkloadPort.http(8080)] }),
  },
  {
    title: 'a port out of range',
    wrong: identity({ ports: [WorkloadPort.http(0)] }),
    says: [
      "[chart/orders] port `0` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
    right: identity({ ports: [WorkloadPort.http(1)] }),
  },
  {
    title: 'a port declared twice',
    wrong: identity({ ports: [WorkloadPort.http(80), WorkloadPort.tcp(80)] }),
    says: ['[chart/orders] port `80` is declared twice; declare each port once'],
    right: identity({ ports: [WorkloadPort.http(80), WorkloadPort.tcp(81)] }),
  },
  {
    title: 'an old identity by name only',
    wrong: identity({ alsoAccept: ['old'] }),
    says: [
      '[chart/orders] principal `old` is not an identity; write `<trust domain>/ns/<namespace>/sa/<service account>`',
    ],
    right: identity({ alsoAccept: ['cluster.local/ns/shop/sa/old'] }),
  },
  {
    title: 'one old identity where a list is asked for',
    wrong: identity({ alsoAccept: 'cluster.local/ns/shop/sa/old' }),
    says: ['[chart/orders] `alsoAccept` is `"cluster.local/ns/shop/sa/old"`; give a list; each entry is a principal'],
    right: identity({ alsoAccept: ['cluster.local/ns/shop/sa/old'] }),
  },
  {
    title: 'a principal with a wildcard',
    wrong: ({ chart }) => ServiceIdentity.fromPrincipal(chart, 'edge', 'cluster.local/ns/edge/sa/*'),
    says: [
      '[chart/edge] principal `cluster.local/ns/edge/sa/*` is not an identity; write `<trust domain>/ns/<namespace>/sa/<service account>`',
    ],
    right: ({ chart }) => ServiceIdentity.fromPrincipal(chart, 'edge', 'cluster.local/ns/edge/sa/gateway'),
  },
  {
    title: 'a principal that is undefined',
    wrong: ({ chart }) => ServiceIdentity.fromPrincipal(chart, 'edge', js()),
    says: [
      '[chart/edge] principal `undefined` is not an identity; write `<trust domain>/ns/<namespace>/sa/<service account>`',
    ],
    right: ({ chart }) => ServiceIdentity.fromPrincipal(chart, 'edge', 'cluster.local/ns/edge/sa/gateway'),
  },
  {
    title: 'a service account without namespace',
    wrong: ({ chart }) => ServiceIdentity.fromServiceAccount(chart, 'edge', js({ name: 'gateway' })),
    says: ['[chart/edge] `namespace` is `undefined`; give the name of a namespace'],
    right: ({ chart }) => ServiceIdentity.fromServiceAccount(chart, 'edge', { name: 'gateway', namespace: 'edge' }),
  },
  {
    title: 'a trust domain with its scheme',
    wrong: ({ chart }) =>
      ServiceIdentity.fromServiceAccount(chart, 'edge', { name: 'a', namespace: 'edge', trustDomain: 'spiffe://td' }),
    says: [
      '[chart/edge] trust domain `spiffe://td` is not valid; it is a name such as `cluster.local`, without scheme, `/` or `*`',
    ],
    right: ({ chart }) =>
      ServiceIdentity.fromServiceAccount(chart, 'edge', { name: 'a', namespace: 'edge', trustDomain: 'td' }),
  },
  {
    title: 'no labels',
    wrong: bound((i) => i.select({})),
    says: [
      '[chart/orders] the selector has no labels, so it would select every workload of the namespace; name at least one label',
    ],
    right: bound((i) => i.select({ app: 'orders' })),
  },
  {
    title: 'a text for labels',
    wrong: bound((i) => i.select(js('app=orders'))),
    says: ['[chart/orders] the selector is `"app=orders"`; give labels such as `{ app: \'backend\' }`'],
    right: bound((i) => i.select({ app: 'orders' })),
  },
  {
    title: 'a label that lost its value',
    wrong: bound((i) => i.select({ app: js() })),
    says: [
      '[chart/orders] label `app` has the value `undefined`, which is not text; Kubernetes would drop it and the selector would widen',
    ],
    right: bound((i) => i.select({ app: 'orders' })),
  },
  {
    title: 'a wildcard in labels',
    wrong: bound((i) => i.select({ 'app*': 'orders', tier: '*' })),
    says: [
      '[chart/orders] label key `app*` is not one that a pod can carry; use letters, digits, `-`, `_` and `.`, without wildcards',
      '[chart/orders] label value `*` of `tier` is not one that a pod can carry; selectors compare exactly, without wildcards',
    ],
    right: bound((i) => i.select({ app: 'orders', tier: 'back' })),
  },
  {
    title: 'a label key with two slashes',
    wrong: bound((i) => i.select({ 'a/b/app': 'orders' })),
    says: [
      '[chart/orders] label key `a/b/app` is not one that a pod can carry; use letters, digits, `-`, `_` and `.`, without wildcards',
    ],
    right: bound((i) => i.select({ 'a.b/app': 'orders' })),
  },
  {
    title: 'a workload of another namespace',
    wrong: bound((i, { app }) => i.attachTo(deployment(new Chart(app, 'other', { namespace: 'other' }), 'd'))),
    says: [
      '[chart/orders] workload `other/d` is in namespace `other`, and the identity is in `shop`; a pod runs as a service account of its own namespace',
    ],
    right: bound((i, { app }) => i.attachTo(deployment(new Chart(app, 'other', { namespace: 'shop' }), 'd'))),
  },
  {
    title: 'a workload without namespace',
    wrong: bound((i, { app }) => i.attachTo(deployment(new Chart(app, 'other'), 'd'))),
    says: [
      "[chart/orders] workload `other/d` names no namespace; give its chart `namespace: 'shop'`, as a service account is only valid in its own",
    ],
    right: bound((i, { app }) => i.attachTo(deployment(new Chart(app, 'other', { namespace: 'shop' }), 'd'))),
  },
  {
    title: 'a workload that runs as somebody else',
    wrong: bound((i, { chart }) =>
      i.attachTo(
        deployment(chart, 'd', { serviceAccount: plus.ServiceAccount.fromServiceAccountName(chart, 'sa', 'legacy') }),
      ),
    ),
    says: [
      '[chart/orders] workload `chart/d` already runs as service account `legacy`; remove its `serviceAccount`, or attach it to that identity',
    ],
    right: bound((i, { chart }) =>
      i.attachTo(
        deployment(chart, 'd', { serviceAccount: plus.ServiceAccount.fromServiceAccountName(chart, 'sa', 'orders') }),
      ),
    ),
  },
  {
    title: 'one workload under two identities',
    wrong: bound((i, { chart, shop }) => {
      const workload = deployment(chart, 'd');
      i.attachTo(workload);
      new ServiceIdentity(chart, 'other', { namespace: shop }).attachTo(workload);
    }),
    says: [
      '[chart/other] workload `chart/d` already runs as service account `orders`; remove its `serviceAccount`, or attach it to that identity',
    ],
    right: bound((i, { chart, shop }) => {
      i.attachTo(deployment(chart, 'd'));
      new ServiceIdentity(chart, 'other', { namespace: shop }).attachTo(deployment(chart, 'e'));
    }),
  },
  {
    title: 'something that is no workload',
    wrong: bound((i, { chart }) => i.attachTo(js(new ApiObject(chart, 'raw', { apiVersion: 'v1', kind: 'Pod' })))),
    says: [
      '[chart/orders] `chart/raw` is not a workload of cdk8s-plus-28; use `select(labels)` and set the service account where it is written',
    ],
    right: bound((i, { chart }) => i.attachTo(deployment(chart, 'd'))),
  },
  {
    title: 'a workload that is undefined',
    wrong: bound((i) => i.attachTo(js())),
    says: [
      '[chart/orders] `undefined` is not a workload of cdk8s-plus-28; use `select(labels)` and set the service account where it is written',
    ],
    right: bound((i, { chart }) => i.attachTo(deployment(chart, 'd'))),
  },
  {
    title: 'two workloads behind one identity',
    wrong: ({ chart, shop }) => {
      const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
      orders.select({ app: 'a', team: 't' });
      orders.select({ app: 'b', team: 't' });
    },
    says: [
      '[chart/orders] identity `orders` stands for 2 workloads (`{"app":"a","team":"t"}`, `{"app":"b","team":"t"}`), so that a grant to one is a grant to all; give each its own, or set `allowSharing: true`',
    ],
    right: ({ chart, shop }) => {
      const orders = new ServiceIdentity(chart, 'orders', { namespace: shop, allowSharing: true });
      orders.select({ app: 'a', team: 't' });
      orders.select({ app: 'b', team: 't' });
    },
  },
  {
    title: 'two workloads that share no label',
    wrong: ({ chart, shop }) => {
      const orders = new ServiceIdentity(chart, 'orders', { namespace: shop, allowSharing: true });
      orders.select({ app: 'a' });
      orders.select({ app: 'b' });
    },
    says: [
      '[chart/orders] the workloads of identity `orders` share no label, so no policy can select them all; give them a common label',
    ],
    right: ({ chart, shop }) => {
      const orders = new ServiceIdentity(chart, 'orders', { namespace: shop, allowSharing: true });
      orders.select({ app: 'a', team: 't' });
      orders.select({ app: 'b', team: 't' });
    },
  },
  {
    title: 'pods that the policies of another identity select too',
    wrong: bound((i) => i.select({ app: 'backend', version: 'v2' })),
    says: [
      '[chart] the pods of identity `shop/orders` (`chart/orders`) are also selected by the policies of `backend` (`chart/backend`), whose routes would open them too; give one of them another label',
    ],
    right: bound((i) => i.select({ app: 'orders', version: 'v2' })),
  },
]);
