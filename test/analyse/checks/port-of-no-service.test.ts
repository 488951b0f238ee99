import { describeTwins } from './describe-twins';
import { all, istio, service } from './manifests';

const web = service('web', '{port: 80, name: http, targetPort: 8080}');
const rule = (port: number, host = 'web') =>
  istio('DestinationRule', `{host: ${host}, trafficPolicy: {portLevelSettings: [{port: {number: ${port}}}]}}`);

describeTwins('ZT415', [
  {
    what: 'a target port',
    fires: all(web, rule(8080)),
    field: 'spec.trafficPolicy.portLevelSettings[0].port.number',
    says: /Service `web` has no port `8080`, so the entry does nothing; it is a target port; write `80`/,
    silent: all(web, rule(80)),
  },
  {
    what: 'a port of nothing',
    fires: all(web, rule(81)),
    field: 'spec.trafficPolicy.portLevelSettings[0].port.number',
    says: /it has `80`/,
    silent: all(web, rule(81, 'api.com')),
  },
]);
