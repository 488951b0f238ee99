import { describeTwins } from './describe-twins';
import { all, ambient, deployment, sidecars } from './manifests';

const container = (user: number) =>
  deployment('web', `containers: [{name: app, image: x, securityContext: {runAsUser: ${user}}}]`);
const pod = deployment('web', 'securityContext: {runAsUser: 1337}, containers: [{name: app, image: x}]');

describeTwins('ZT507', [
  {
    what: 'a container under user 1337',
    fires: all(sidecars, container(1337)),
    field: 'spec.template.spec.containers[0].securityContext.runAsUser',
    says: /user 1337 is the sidecar's/,
    silent: all(sidecars, container(1000)),
  },
  {
    what: 'a pod with a sidecar',
    fires: all(sidecars, pod),
    field: 'spec.template.spec.securityContext.runAsUser',
    says: /leave without mutual TLS/,
    silent: all(ambient, pod),
  },
]);
