import { describeTwins } from './describe-twins';
import { all, ambient, deployment, networkPolicy, sidecars } from './manifests';

const open = (ports: string) => networkPolicy(`{podSelector: {matchLabels: {app: web}}, ingress: [${ports}]}`);

describeTwins('ZT515', [
  {
    what: 'the port of the application alone',
    fires: all(ambient, deployment('web'), open('{ports: [{port: 8080}]}')),
    field: 'spec.ingress',
    says: /calls of the mesh to `shop\/web` come through port 15008, which no NetworkPolicy opens there/,
    silent: all(ambient, deployment('web'), open('{ports: [{port: 15008}]}')),
  },
  {
    what: 'pods in ambient',
    fires: all(ambient, deployment('web'), open('{ports: [{port: 8080}]}')),
    field: 'spec.ingress',
    says: /add the port/,
    silent: all(sidecars, deployment('web'), open('{ports: [{port: 8080}]}')),
  },
  {
    what: 'pods that somebody may call',
    fires: all(ambient, deployment('web'), open('{ports: [{port: 15000, endPort: 15007}]}')),
    field: 'spec.ingress',
    says: /15008/,
    silent: all(ambient, deployment('web'), open('')),
  },
]);
