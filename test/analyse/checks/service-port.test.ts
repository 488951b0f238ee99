import { describeTwins } from './describe-twins';
import { all, deployment, mtls, OPERATION, policy, service } from './manifests';

const portMode = (port: string) =>
  mtls(`{selector: {matchLabels: {app: web}}, portLevelMtls: {${port}: {mode: PERMISSIVE}}}`);

describeTwins('ZT150', [
  {
    what: 'the port of the Service in a rule',
    fires: all(
      deployment('web'),
      service('web', '{port: 80, targetPort: 8080}'),
      policy('{rules: [{to: [{operation: {ports: ["80"]}}]}]}'),
    ),
    field: `${OPERATION}.ports[0]`,
    says: /`80` is the port of Service `web`.*write `8080`/,
    silent: all(
      deployment('web'),
      service('web', '{port: 80, targetPort: 8080}'),
      policy('{rules: [{to: [{operation: {ports: ["8080"]}}]}]}'),
    ),
  },
  {
    what: 'the port of the Service for mutual TLS',
    fires: all(deployment('web'), service('web', '{port: 80, targetPort: 8080}'), portMode('80')),
    field: 'spec.portLevelMtls[80]',
    says: /write `8080`/,
    silent: all(
      deployment('web', 'containers: [{ports: [{containerPort: 80}]}]'),
      service('web', '{port: 80, targetPort: 8080}'),
      portMode('80'),
    ),
  },
  {
    what: 'one of two workloads that listens there',
    fires: all(
      deployment('web'),
      service('web', '{port: 80, targetPort: 8080}'),
      policy('{rules: [{to: [{operation: {notPorts: ["80"]}}]}]}'),
    ),
    field: `${OPERATION}.notPorts[0]`,
    says: /policies see the workload's/,
    silent: all(
      deployment('web'),
      deployment('api'),
      service('web', '{port: 80, targetPort: 8080}'),
      service('api', '{port: 80}'),
      policy('{rules: [{to: [{operation: {notPorts: ["80"]}}]}]}'),
    ),
  },
]);
