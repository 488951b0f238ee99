import { describeTwins } from './describe-twins';
import { all, deployment, operated, service } from './manifests';

const web = service('web', '{port: 80, name: http}');
const rollout =
  'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web, namespace: shop}\nspec: {template: {}}\n';

describeTwins('ZT513', [
  {
    what: 'labels that no workload has',
    fires: all(web, deployment('api')),
    field: 'spec.selector',
    says: /no workload of namespace `shop` has `app: web`, so the Service leads nowhere/,
    silent: all(web, deployment('web')),
  },
  {
    what: 'a namespace whose workloads are all of known kinds',
    fires: all(web, deployment('api')),
    field: 'spec.selector',
    says: /correct the labels/,
    silent: all(web, deployment('api'), rollout),
  },
  {
    what: 'labels of a manifest, not of the cluster',
    fires: all(web, deployment('api')),
    field: 'spec.selector',
    says: /leads nowhere/,
    silent: all(web.replace('app: web', 'statefulset.kubernetes.io/pod-name: api-0'), deployment('api')),
  },
  {
    what: 'a namespace in which no operator makes pods',
    fires: all(web, deployment('api')),
    field: 'spec.selector',
    says: /leads nowhere/,
    silent: all(web, deployment('api'), operated),
  },
]);
