import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const gateway = (name: string, host: string, credential: string, app = 'gw') =>
  istio(
    'Gateway',
    `{selector: {app: ${app}}, servers: [{port: {number: 443, name: https-${name}, protocol: HTTPS}, tls: {mode: SIMPLE, credentialName: ${credential}}, hosts: ["${host}"]}]}`,
    name,
  );

describeTwins('ZT445', [
  {
    what: 'one certificate for two hosts of two Gateways',
    fires: all(gateway('a', 'a.com', 'wild'), gateway('b', 'b.com', 'wild')),
    field: 'spec.servers[0].tls.credentialName',
    says: /Gateway `shop\/a` shows certificate `wild` at this port, too/,
    silent: all(gateway('a', 'a.com', 'wild'), gateway('b', 'b.com', 'other')),
  },
  {
    what: 'the same, as the pods are the same',
    fires: all(gateway('a', 'a.com', 'wild'), gateway('b', 'b.com', 'wild')),
    field: 'spec.servers[0].tls.credentialName',
    says: /serve them by one Gateway/,
    silent: all(gateway('a', 'a.com', 'wild'), gateway('b', 'b.com', 'wild', 'other')),
  },
]);
