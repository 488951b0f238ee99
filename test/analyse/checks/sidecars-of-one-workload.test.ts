import { describeTwins } from './describe-twins';
import { all, deployment, istio } from './manifests';

const sidecar = (name: string, labels = '') =>
  istio(
    'Sidecar',
    `{egress: [{hosts: ["./*"]}]${labels === '' ? '' : `, workloadSelector: {labels: {${labels}}}`}}`,
    name,
  );
const web = deployment('web', '', 'shop', '').replace('{app: web}', '{app: web, tier: front}');

describeTwins('ZT437', [
  {
    what: 'two for the whole namespace',
    fires: all(sidecar('a'), sidecar('b')),
    field: 'spec',
    says: /`a` is for the whole namespace `shop`, too, and only the oldest of them counts/,
    silent: all(sidecar('a'), sidecar('b', 'app: web')),
  },
  {
    what: 'two that select one workload',
    fires: all(web, sidecar('a', 'tier: front'), sidecar('b', 'app: web')),
    field: 'spec',
    says: /`a` is for `shop\/web`, too/,
    silent: all(web, sidecar('a', 'tier: back'), sidecar('b', 'app: web')),
  },
  {
    what: 'equal labels, whatever pods there are',
    fires: all(sidecar('a', 'app: web'), sidecar('b', 'app: web')),
    field: 'spec',
    says: /pods with the same labels/,
    silent: all(sidecar('a', 'app: web'), sidecar('b', 'app: api')),
  },
]);
