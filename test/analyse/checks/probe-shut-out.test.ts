import { describeTwins } from './describe-twins';
import { all, ambient, deployment, networkPolicy, sidecars } from './manifests';

const probed = (probe: string) =>
  deployment('web', `containers: [{name: web, ports: [{name: http, containerPort: 8080}], ${probe}}]`);
const READY = probed('readinessProbe: {httpGet: {path: /ready, port: http}}');
const open = (from: string) => networkPolicy(`{podSelector: {}, ingress: [{ports: [{port: 15008}]}, ${from}]}`);
const APPS = '{from: [{podSelector: {}}]}';
const PROBES = (port: number) => `{from: [{ipBlock: {cidr: 169.254.7.127/32}}], ports: [{port: ${port}}]}`;

describeTwins('ZT520', [
  {
    what: 'the address of probes',
    fires: all(ambient, READY, open(APPS)),
    field: 'spec.ingress',
    says: /probes of the kubelet come to `shop\/web` from 169.254.7.127/,
    silent: all(ambient, READY, open(PROBES(8080))),
  },
  {
    what: 'that of IPv6',
    fires: all(ambient, READY, open('{from: [{ipBlock: {cidr: 2001:db8::/32}}]}')),
    field: 'spec.ingress',
    says: /add the address/,
    silent: all(ambient, READY, open('{from: [{ipBlock: {cidr: fd16:9254:7127:1337::/64}}]}')),
  },
  {
    what: 'the port of the probe',
    fires: all(ambient, READY, open(PROBES(9090))),
    field: 'spec.ingress',
    says: /no NetworkPolicy lets them in/,
    silent: all(ambient, READY, open('{from: [{ipBlock: {cidr: 169.254.0.0/16}}]}')),
  },
  {
    what: 'an address that is taken out again',
    fires: all(ambient, READY, open('{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}}]}')),
    field: 'spec.ingress',
    says: /169.254.7.127/,
    silent: all(ambient, READY, open('{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}')),
  },
  {
    what: 'pods that nobody may call',
    fires: all(ambient, READY, networkPolicy('{podSelector: {}, policyTypes: [Ingress]}')),
    field: 'spec.ingress',
    says: /shop\/web/,
    silent: all(ambient, deployment('web'), networkPolicy('{podSelector: {}, policyTypes: [Ingress]}')),
  },
  {
    what: 'probes that come through the network',
    fires: all(ambient, probed('livenessProbe: {tcpSocket: {port: 8080}}'), open(APPS)),
    field: 'spec.ingress',
    says: /pods may never be ready/,
    silent: all(ambient, probed('livenessProbe: {exec: {command: ["true"]}}'), open(APPS)),
  },
  {
    what: 'ambient: elsewhere the node itself is seen',
    fires: all(ambient, READY, open(APPS)),
    field: 'spec.ingress',
    says: /as they do in ambient/,
    silent: all(sidecars, READY, open(APPS)),
  },
]);
