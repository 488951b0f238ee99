import { describeTwins } from './describe-twins';
import { all, deployment, networkPolicy, policy, sidecars } from './manifests';

const open = (port: string) => networkPolicy(`{podSelector: {}, ingress: [{ports: [{port: ${port}}]}]}`);
const web = deployment('web', 'containers: [{name: app, image: x, ports: [{name: http, containerPort: 8080}]}]');
const grant = (port: number) => policy(`{rules: [{to: [{operation: {ports: ["${port}"]}}]}]}`);

describeTwins('ZT517', [
  {
    what: 'a port that no NetworkPolicy opens',
    fires: all(sidecars, web, open('http'), grant(9090)),
    field: 'spec.rules[0].to',
    says: /the rule allows calls to port 9090 of `shop\/web`, which NetworkPolicies open to nobody/,
    silent: all(sidecars, web, open('http'), grant(8080)),
  },
  {
    what: 'pods that NetworkPolicies isolate',
    fires: all(sidecars, web, open('http'), grant(9090)),
    field: 'spec.rules[0].to',
    says: /open it there, too/,
    silent: all(sidecars, web, grant(9090)),
  },
]);
