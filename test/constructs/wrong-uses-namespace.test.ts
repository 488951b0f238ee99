import { ApiObject } from 'cdk8s';
import { ArgoCd, DataPlane, Operation, PodSecurityLevel, ZeroTrustNamespace } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const namespace =
  (props: object, id = 'edge') =>
  ({ chart }: Shop) =>
    new ZeroTrustNamespace(chart, id, props);

describeWrongUses('ZeroTrustNamespace', [
  {
    title: 'a name in upper case',
    wrong: namespace({}, 'Edge_1'),
    says: [
      '[chart/Edge_1] namespace `Edge_1` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `edge-1`',
    ],
    right: namespace({}, 'edge-1'),
  },
  {
    title: 'a name that is too long',
    wrong: namespace({}, 'e'.repeat(64)),
    says: [
      '[chart/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee] namespace `eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee`',
    ],
    right: namespace({}, 'e'),
  },
  {
    title: 'a name that is a number',
    wrong: namespace({ name: 5 }),
    says: ['[chart/edge] `name` is `5`; give a text'],
    right: namespace({ name: 'v5' }),
  },
  {
    title: 'a text for the data plane',
    wrong: namespace({ dataPlane: 'ambient' }),
    says: ['[chart/edge] `dataPlane` is `"ambient"`; give a `DataPlane`, such as `DataPlane.sidecar()`'],
    right: namespace({ dataPlane: DataPlane.ambient() }),
  },
  {
    title: 'a revision that is no label value',
    wrong: namespace({ dataPlane: DataPlane.revision('1 30') }),
    says: [
      '[chart/edge] label value `1 30` of `istio.io/rev` is not valid; use at most 63 letters, digits, `-`, `_` and `.`',
    ],
    right: namespace({ dataPlane: DataPlane.revision('1-30') }),
  },
  {
    title: 'an empty revision',
    wrong: namespace({ dataPlane: DataPlane.revision('') }),
    says: ['[chart/edge] label `istio.io/rev` has no value; give the revision or tag of the control plane'],
    right: namespace({ dataPlane: DataPlane.revision('stable') }),
  },
  {
    title: 'a label of the data plane',
    wrong: namespace({ labels: { 'istio-injection': 'disabled' } }),
    says: [
      '[chart/edge] label `istio-injection` is set by `dataPlane`; use that property, so that only one of them decides',
    ],
    right: namespace({ dataPlane: DataPlane.none() }),
  },
  {
    title: 'a label of Pod Security',
    wrong: namespace({ labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } }),
    says: [
      '[chart/edge] label `pod-security.kubernetes.io/enforce` is set by `podSecurity`; use that property, so that only one of them decides',
    ],
    right: namespace({ podSecurity: PodSecurityLevel.BASELINE }),
  },
  {
    title: 'a label value that is none',
    wrong: namespace({ labels: { team: 'a b' } }),
    says: ['[chart/edge] label value `a b` of `team` is not valid; use at most 63 letters, digits, `-`, `_` and `.`'],
    right: namespace({ labels: { team: 'a-b' } }),
  },
  {
    title: 'a label that is a number',
    wrong: namespace({ labels: { tier: 1 } }),
    says: ['[chart/edge] `labels` is `{"tier":1}`; give texts by key, such as `{ team: \'shop\' }`'],
    right: namespace({ labels: { tier: '1' } }),
  },
  {
    title: 'a level of Pod Security that does not exist',
    wrong: namespace({ podSecurity: 'restrictd' }),
    says: [
      '[chart/edge] `podSecurity` is `"restrictd"`; give a `PodSecurityLevel`, such as `PodSecurityLevel.RESTRICTED`',
    ],
    right: namespace({ podSecurity: 'restricted' }),
  },
  {
    title: 'a trust domain with a slash',
    wrong: namespace({ trustDomain: 'td/' }),
    says: [
      '[chart/edge] trust domain `td/` is not valid; it is a name such as `cluster.local`, without scheme, `/` or `*`',
    ],
    right: namespace({ trustDomain: 'td' }),
  },
  {
    title: 'a text for a flag',
    wrong: namespace({ mutualTlsForCallers: 'false' }),
    says: ['[chart/edge] `mutualTlsForCallers` is `"false"`; give `true` or `false`'],
    right: namespace({ mutualTlsForCallers: false }),
  },
  {
    title: 'no name for a foreign namespace',
    wrong: ({ chart }) => ZeroTrustNamespace.fromName(chart, 'edge', js()),
    says: ['[chart/edge] `name` is `undefined`; give a text'],
    right: ({ chart }) => ZeroTrustNamespace.fromName(chart, 'edge', 'edge'),
  },
  {
    title: 'labels for a foreign namespace',
    wrong: ({ chart }) => ZeroTrustNamespace.fromName(chart, 'edge', 'edge', js({ labels: { a: 'b' } })),
    says: [
      '[chart/edge] `labels` is not a field of a namespace; use one of `name`, `dataPlane`, `trustDomain`, `stage`, `mutualTlsForCallers`',
    ],
    right: namespace({ labels: { a: 'b' } }),
  },
  {
    title: 'a namespace written twice',
    wrong: namespace({ name: 'shop' }),
    says: [
      '[chart] Namespace `shop` is written twice, by `chart/shop/Namespace` and by `chart/edge/Namespace`; the cluster would keep one of them, so rename or remove one',
      '[chart] PeerAuthentication `shop/default` is written twice, by `chart/shop/PeerAuthentication` and by `chart/edge/PeerAuthentication`; the cluster would keep one of them, so rename or remove one',
      '[chart] AuthorizationPolicy `shop/allow-nothing` is written twice, by `chart/shop/AllowNothing` and by `chart/edge/AllowNothing`; the cluster would keep one of them, so rename or remove one',
    ],
    right: namespace({ name: 'shop-2' }),
  },
]);

describeWrongUses('the app', [
  {
    title: 'an object that is written elsewhere too',
    wrong: ({ chart }) => {
      ArgoCd.disable(chart);
      new ApiObject(chart, 'mine', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'backend' } });
    },
    says: [
      '[chart] ServiceAccount `shop/backend` is written twice, by `chart/backend` and by `chart/mine`; the cluster would keep one of them, so rename or remove one',
    ],
    right: ({ chart, backend, frontend }) => {
      backend.allowFrom(frontend, Operation.get('/'));
      new ApiObject(chart, 'mine', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'mine' } });
    },
  },
]);
