import { describeTwins } from './describe-twins';
import { all, entry, gatewayApi, policy, service } from './manifests';

const onService = (name: string) => policy(`{targetRefs: [{kind: Service, name: ${name}}]}`);
const onGateway = (name: string) =>
  policy(`{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${name}}]}`);

const onEntry = (name: string) =>
  policy(`{targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: ${name}}]}`);

describeTwins('ZT130', [
  {
    what: 'a ServiceEntry that is not there',
    fires: all(entry('pay'), onEntry('other')),
    field: 'spec.targetRefs[0].name',
    says: /no ServiceEntry `other`/,
    silent: all(entry('pay'), onEntry('pay')),
  },
  {
    what: 'a Service that is not there',
    fires: all(service('web', '{port: 80}'), onService('wbe')),
    field: 'spec.targetRefs[0].name',
    says: /namespace `shop` has no Service `wbe`, .*did you mean `web`\?/,
    silent: all(service('web', '{port: 80}'), onService('web')),
  },
  {
    what: 'a Gateway that is not there',
    fires: all(gatewayApi('gw', 'istio'), onGateway('other')),
    field: 'spec.targetRefs[0].name',
    says: /no Gateway `other`/,
    silent: onGateway('other'),
  },
]);
