import { describeTwins } from './describe-twins';
import { all, deployment, istio, service } from './manifests';

const gateway = (port: number) =>
  istio(
    'Gateway',
    `{selector: {app: gw}, servers: [{port: {number: ${port}, name: http, protocol: HTTP}, hosts: ["*"]}]}`,
    'gw',
  );
const pods = all(deployment('gw'), service('gw', '{port: 80, targetPort: 8080, name: http}'));

describeTwins('ZT435', [
  {
    what: 'a port that no Service has',
    fires: all(pods, gateway(443)),
    field: 'spec.servers[0].port.number',
    says: /no Service before `shop\/gw` has port 443, so nobody gets there; they have `80`/,
    silent: all(pods, gateway(80)),
  },
  {
    what: 'a port that is neither a Service nor its target',
    fires: all(pods, gateway(8081)),
    field: 'spec.servers[0].port.number',
    says: /8081/,
    silent: all(pods, gateway(8080)),
  },
  {
    what: 'pods that have a Service',
    fires: all(pods, gateway(443)),
    field: 'spec.servers[0].port.number',
    says: /443/,
    silent: all(deployment('gw'), gateway(443)),
  },
]);
