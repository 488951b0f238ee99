import { describeTwins } from './describe-twins';
import { all, policy } from './manifests';

const allow = policy('{rules: [{to: [{operation: {paths: [/admin/users], methods: [GET]}}]}]}', 'allow');
const deny = (operation: string, name = 'deny', space = 'shop', metadata = '') =>
  policy(`{action: DENY, rules: [{to: [{operation: {${operation}}}]}]}`, name, space, metadata);

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
]);
