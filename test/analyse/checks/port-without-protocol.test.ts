import { describeTwins } from './describe-twins';
import { all, ambient, deployment, service, sidecars } from './manifests';

const web = (space: string, port: string) => all(space, service('web', port), deployment('web'));

describeTwins('ZT510', [
  {
    what: 'a name that begins with no protocol',
    fires: web(sidecars, '{port: 80, name: web-http}'),
    field: 'spec.ports[0].name',
    says: /`web-http` names no protocol, so proxies guess whether it is HTTP.*; write `http-web`/,
    silent: web(sidecars, '{port: 80, name: http-web}'),
  },
  {
    what: 'a port without name, before a sidecar',
    fires: web(sidecars, '{port: 80}'),
    field: 'spec.ports[0].name',
    says: /port 80 has no name/,
    silent: web(ambient, '{port: 80}'),
  },
  {
    what: 'an appProtocol that Istio does not know',
    fires: web(sidecars, '{port: 80, name: http, appProtocol: example.com/x}'),
    field: 'spec.ports[0].appProtocol',
    says: /say it with `appProtocol`/,
    silent: web(sidecars, '{port: 80, appProtocol: http}'),
  },
  {
    what: 'pods that are no gateway',
    fires: all(sidecars, service('web', '{port: 15021, name: status-port}'), deployment('web')),
    field: 'spec.ports[0].name',
    says: /`status-port` names no protocol/,
    silent: all(
      sidecars,
      service('web', '{port: 15021, name: status-port}'),
      deployment('web', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}'),
    ),
  },
]);
