import { describeTwins } from './describe-twins';
import { all, istio, service } from './manifests';

const web = service('web', '{port: 80, name: http}');
const rule = (subset: string) =>
  istio('DestinationRule', `{host: web, subsets: [{name: ${subset}, labels: {version: v1}}]}`);
const route = (list: string, host = 'web') =>
  istio('VirtualService', `{hosts: [web], ${list}: [{route: [{destination: {host: ${host}, subset: v1}}]}]}`);

describeTwins('ZT406', [
  {
    what: 'a subset under another name',
    fires: all(web, rule('v11'), route('http')),
    field: 'spec.http[0].route[0].destination.subset',
    says: /no DestinationRule for `web` defines subset `v1`, so calls fail with 503; did you mean `v11`\?/,
    silent: all(web, rule('v1'), route('http')),
  },
  {
    what: 'no rule at all, of a TCP route',
    fires: all(web, route('tcp')),
    field: 'spec.tcp[0].route[0].destination.subset',
    says: /define it, or route to the host/,
    silent: all(web, route('tcp', 'api.dev.svc.cluster.local')),
  },
]);
