import { describeTwins } from './describe-twins';
import { all, ambient, deployment, namespace, networkPolicy, sidecars } from './manifests';

const egress = (rules: string, pods = 'matchExpressions: [{key: app, operator: In, values: [web]}]') =>
  networkPolicy(`{podSelector: {${pods}}, policyTypes: [Egress], egress: [${rules}]}`);
const toNamespace = (labels: string) => `{to: [{namespaceSelector: {matchLabels: {${labels}}}}]}`;
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
  {
    what: 'egress to pods of the own namespace alone',
    fires: all(sidecars, deployment('web'), egress('{to: [{podSelector: {}}]}')),
    field: 'spec.egress',
    says: /15012/,
    silent: all(sidecars, deployment('web'), egress('{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}')),
  },
  {
    what: 'egress to another namespace',
    fires: all(sidecars, deployment('web'), egress(toNamespace('kubernetes.io/metadata.name: stock'))),
    field: 'spec.egress',
    says: /15012/,
    silent: all(sidecars, deployment('web'), egress(toNamespace('kubernetes.io/metadata.name: istio-system'))),
  },
  {
    what: 'egress to a label that the namespace of istiod is known not to have',
    fires: all(sidecars, namespace('istio-system'), deployment('web'), egress(toNamespace('mesh: here'))),
    field: 'spec.egress',
    says: /15012/,
    silent: all(sidecars, deployment('web'), egress(toNamespace('mesh: here'))),
  },
]);
