import { describeTwins } from './describe-twins';
import { all, deployment, meshConfig, policy, service, sidecars } from './manifests';

const pods = all(sidecars, deployment('gw', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}'));
const before = (spec: string) => service('gw', '{port: 80, name: http}').replace('spec: {', `spec: {${spec}, `);
const asking = policy('{rules: [{from: [{source: {remoteIpBlocks: [198.51.100.0/24]}}]}]}');
const FIELD = 'spec.rules[0].from[0].source.remoteIpBlocks[0]';
const hops = meshConfig('defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}');

describeTwins('ZT436', [
  {
    what: 'a load balancer that spreads calls over all nodes',
    fires: all(pods, before('type: LoadBalancer'), asking),
    field: FIELD,
    says: /Service `shop\/gw` spreads calls over all nodes, .*; write `externalTrafficPolicy: Local`/,
    silent: all(pods, before('type: LoadBalancer, externalTrafficPolicy: Local'), asking),
  },
  {
    what: 'a gateway that believes no header',
    fires: all(pods, before('type: NodePort'), asking),
    field: FIELD,
    says: /numTrustedProxies/,
    silent: all(hops, pods, before('type: NodePort'), asking),
  },
  {
    what: 'a Service that is called from outside',
    fires: all(pods, before('type: LoadBalancer'), asking),
    field: FIELD,
    says: /address/,
    silent: all(pods, before('type: ClusterIP'), asking),
  },
]);
