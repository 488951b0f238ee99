import { describeTwins } from './describe-twins';
import { all, deployment, policy, service, sidecars } from './manifests';

const allow = policy('{rules: [{to: [{operation: {paths: [/admin/users], methods: [GET]}}]}]}', 'allow');
const deny = (operation: string, name = 'deny', space = 'shop', metadata = '') =>
  policy(`{action: DENY, rules: [{to: [{operation: {${operation}}}]}]}`, name, space, metadata);
const served = (ports: string) => all(sidecars, deployment('a'), service('a', ports));
const container = (port: number) => `containers: [{name: b, image: b, ports: [{containerPort: ${port}}]}]`;
const toService = 'targetRefs: [{kind: Service, group: "", name: a}]';
const atService = policy(`{${toService}, rules: [{to: [{operation: {methods: [GET]}}]}]}`, 'allow');
const denyAt = (port: number, name: string) =>
  policy(`{${toService}, action: DENY, rules: [{to: [{operation: {ports: ["${port}"]}}]}]}`, name);
const [deny8080, deny9090] = [denyAt(8080, 'd'), denyAt(9090, 'e')];

describeTwins('ZT603', [
  {
    what: 'a denial of a prefix',
    fires: all(allow, deny('paths: ["/admin/*"]')),
    field: 'spec.rules[0]',
    says: /`shop\/deny` denies all that the rule allows, and DENY is asked first/,
    silent: all(allow, deny('paths: ["/admin/*"], methods: [POST]')),
  },
  {
    what: 'a denial for the whole mesh',
    fires: all(allow, deny('methods: [GET]', 'deny', 'istio-system')),
    field: 'spec.rules[0]',
    says: /`istio-system\/deny`/,
    silent: all(allow, deny('methods: [GET]', 'deny', 'istio-system', ', annotations: {istio.io/dry-run: "true"}')),
  },
  {
    what: 'two denials that take all of it',
    fires: all(allow, deny('notMethods: [PUT]', 'd'), deny('paths: ["*/users"]', 'e'), deny('methods: [PUT]', 'f'))
      .replace('GET', 'GET, PUT')
      .replace('/users', '/groups'),
    field: 'spec.rules[0]',
    says: /^`shop\/d` and `shop\/f` together deny all that the rule allows, and DENY is asked first; .* narrow the denials/,
    silent: all(allow, deny('notMethods: [PUT]', 'd'), deny('paths: ["*/users"]', 'e'), deny('methods: [HEAD]', 'f'))
      .replace('GET', 'GET, PUT')
      .replace('/users', '/groups'),
  },
  {
    what: 'a denial of the only port',
    fires: all(served('{name: http, port: 8080}'), allow, deny('ports: ["8080"]')),
    field: 'spec.rules[0]',
    says: /^`shop\/deny` denies all that the rule allows at the ports that are served, and DENY is asked first/,
    silent: all(served('{name: http, port: 8080}, {name: admin, port: 9090}'), allow, deny('ports: ["8080"]')),
  },
  {
    what: 'denials of each port of a Service behind a waypoint',
    fires: all(served('{name: http, port: 8080}, {name: admin, port: 9090}'), atService, deny8080, deny9090),
    field: 'spec.rules[0]',
    says: /^`shop\/d` and `shop\/e` together deny all that the rule allows at the ports that are served/,
    silent: all(served('{name: http, port: 8080}, {name: admin, port: 9091}'), atService, deny8080, deny9090),
  },
  {
    what: 'a denial of the only port, where another workload of the namespace tells of its ports, too',
    fires: all(served('{name: http, port: 8080}'), deployment('b', container(8080)), allow, deny('ports: ["8080"]')),
    field: 'spec.rules[0]',
    says: /at the ports that are served/,
    silent: all(served('{name: http, port: 8080}'), deployment('b'), allow, deny('ports: ["8080"]')),
  },
]);
