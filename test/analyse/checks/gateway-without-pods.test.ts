import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, istio, namespace } from './manifests';

const gateway = (app: string) =>
  istio(
    'Gateway',
    `{selector: {app: ${app}}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}`,
    'gw',
  );
const pods = deployment('ingressgateway', '', 'edge');

describeTwins('ZT434', [
  {
    what: 'a label that is nearly that of a workload',
    fires: all(pods, gateway('ingressgatway')),
    field: 'spec.selector',
    says: /no workload has `app: ingressgatway`, so nothing serves this Gateway; did you mean `ingressgateway`\?/,
    silent: all(pods, gateway('ingressgateway')),
  },
  {
    what: 'a dump of the cluster without such pods',
    fires: all(namespace('kube-system'), pods, gateway('public')),
    field: 'spec.selector',
    says: /so nothing serves this Gateway$/,
    silent: all(pods, gateway('public')),
  },
]);

test('pods of gateways that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions } = reportOn(all(gateway('public'), gateway('other').replace('name: gw', 'name: other')));
  expect(assumptions.filter((one) => one.startsWith('the pods that Gateways select exist'))).toHaveLength(1);
});
