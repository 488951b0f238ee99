import { describeTwins } from './describe-twins';
import { all, deployment, istio, service } from './manifests';

const web = all(
  service('web', '{port: 80, name: http}'),
  deployment('web').replace('app: web', 'app: web, version: v1'),
);
const rule = (host: string, version: string) =>
  istio('DestinationRule', `{host: ${host}, subsets: [{name: a, labels: {version: ${version}}}]}`);

describeTwins('ZT405', [
  {
    what: 'a version that no pod has',
    fires: all(web, rule('web', 'v2')),
    field: 'spec.subsets[0].labels',
    says: /no workload behind Service `web` has `version: v2`, so calls to subset `a` fail/,
    silent: all(web, rule('web', 'v1')),
  },
  {
    what: 'a Service whose workloads are here',
    fires: all(web, rule('web.shop.svc.cluster.local', 'v2')),
    field: 'spec.subsets[0].labels',
    says: /label the pods/,
    silent: all(service('web', '{port: 80, name: http}'), rule('web', 'v2')),
  },
  {
    what: 'labels of manifests, not those by which clusters and zones are told apart',
    fires: all(web, rule('web', 'v2')),
    field: 'spec.subsets[0].labels',
    says: /label the pods/,
    silent: all(web, rule('web', 'v1').replace('version: v1', 'topology.istio.io/cluster: west')),
  },
]);
