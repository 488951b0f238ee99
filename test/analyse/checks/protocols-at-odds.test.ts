import { describeTwins } from './describe-twins';
import { all, deployment, service } from './manifests';

const port = (name: string, target: number) => `{port: 80, name: ${name}, targetPort: ${target}}`;

describeTwins('ZT512', [
  {
    what: 'one port as HTTP and as TCP',
    fires: all(deployment('web'), service('a', port('http', 8080), 'web'), service('b', port('tcp', 8080), 'web')),
    field: 'spec.ports[0]',
    says: /Service `a` leads to port 8080 of `shop\/web`, too, as http/,
    silent: all(deployment('web'), service('a', port('http', 8080), 'web'), service('b', port('grpc', 8080), 'web')),
  },
  {
    what: 'the same port of the same pods',
    fires: all(deployment('web'), service('a', port('http', 8080), 'web'), service('b', port('tcp', 8080), 'web')),
    field: 'spec.ports[0]',
    says: /say the same in both/,
    silent: all(deployment('web'), service('a', port('http', 8080), 'web'), service('b', port('tcp', 9090), 'web')),
  },
]);
