import { describeTwins } from './describe-twins';
import { all, ambient, deployment, networkPolicy, sidecars } from './manifests';

const egress = (rules: string, pods = 'matchExpressions: [{key: app, operator: In, values: [web]}]') =>
  networkPolicy(`{podSelector: {${pods}}, policyTypes: [Egress], egress: [${rules}]}`);
const DNS = '{ports: [{port: 53, protocol: UDP}]}';

describeTwins('ZT516', [
  {
    what: 'egress to name servers alone',
    fires: all(sidecars, deployment('web'), egress(DNS)),
    field: 'spec.egress',
    says: /sidecars of `shop\/web` get certificates and policies from istiod at port 15012, to which no NetworkPolicy lets them/,
    silent: all(sidecars, deployment('web'), egress(`${DNS}, {ports: [{port: 15012}]}`)),
  },
  {
    what: 'pods with a sidecar',
    fires: all(sidecars, deployment('web'), egress('')),
    field: 'spec.egress',
    says: /namespace `istio-system`/,
    silent: all(ambient, deployment('web'), egress('')),
  },
  {
    what: 'pods that the policy selects',
    fires: all(sidecars, deployment('web'), egress(DNS, '')),
    field: 'spec.egress',
    says: /15012/,
    silent: all(sidecars, deployment('web'), egress(DNS, 'matchExpressions: [{key: app, operator: DoesNotExist}]')),
  },
]);
