import { describeTwins } from './describe-twins';
import { all, deployment, service } from './manifests';

const web = deployment('web', 'containers: [{name: app, image: x, ports: [{name: http, containerPort: 8080}]}]');

describeTwins('ZT511', [
  {
    what: 'a name that no container has',
    fires: all(web, service('web', '{port: 80, name: http, targetPort: htttp}')),
    field: 'spec.ports[0].targetPort',
    says: /no container of `shop\/web` has a port named `htttp`, so calls find nobody; did you mean `http`\?/,
    silent: all(web, service('web', '{port: 80, name: http, targetPort: http}')),
  },
  {
    what: 'a name, where a number need not be declared',
    fires: all(web, service('web', '{port: 80, name: http, targetPort: metrics}')),
    field: 'spec.ports[0].targetPort',
    says: /name the container port so/,
    silent: all(web, service('web', '{port: 80, name: http, targetPort: 9090}')),
  },
]);
