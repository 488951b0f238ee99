import { describeTwins } from './describe-twins';
import { all, deployment, policy, service, sidecars } from './manifests';

const TWO = service('db', '{port: 1, name: http}, {port: 2, name: tcp}');
const onPort = (port: string) => policy(`{rules: [{to: [{operation: {methods: [GET], ports: ["${port}"]}}]}]}`);

describeTwins('ZT138', [
  {
    what: 'methods on a database',
    fires: all(
      sidecars,
      deployment('db'),
      service('db', '{port: 5432, name: tcp}'),
      policy('{selector: {matchLabels: {app: db}}, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    ),
    field: 'spec.rules[0]',
    says: /`methods` is HTTP, and every port of `shop\/db`/,
    silent: all(
      sidecars,
      deployment('db'),
      service('db', '{port: 5432}'),
      policy('{selector: {matchLabels: {app: db}}, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    ),
  },
  {
    what: 'methods on a port of TLS, which a gateway may end',
    fires: all(
      sidecars,
      deployment('db'),
      service('db', '{port: 443, name: https}'),
      policy('{selector: {matchLabels: {app: db}}, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    ),
    field: 'spec.rules[0]',
    says: /never matches/,
    silent: all(
      sidecars,
      deployment('db', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}'),
      service('db', '{port: 443, name: https}'),
      policy('{selector: {matchLabels: {app: db}}, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    ),
  },
  {
    what: 'the TCP one of two ports',
    fires: all(sidecars, deployment('db'), TWO, onPort('2')),
    field: 'spec.rules[0]',
    says: /never matches/,
    silent: all(sidecars, deployment('db'), TWO, onPort('1')),
  },
]);
