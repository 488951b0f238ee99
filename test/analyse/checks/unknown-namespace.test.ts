import { describeTwins } from './describe-twins';
import { all, namespace, source, SOURCE } from './manifests';

describeTwins('ZT119', [
  {
    what: 'a slip of the pen',
    fires: all(namespace('shop'), namespace('payments'), source('namespaces: [paymants]')),
    field: `${SOURCE}.namespaces[0]`,
    says: /there is no namespace `paymants`.*did you mean `payments`\?/,
    silent: all(namespace('shop'), namespace('payments'), source('namespaces: [elsewhere]')),
  },
  {
    what: 'a name beside all namespaces of the cluster',
    fires: all(namespace('kube-system'), source('principals: [cluster.local/ns/gone/sa/web]')),
    field: `${SOURCE}.principals[0]`,
    says: /there is no namespace `gone`/,
    silent: all(namespace('kube-system'), namespace('gone'), source('principals: [cluster.local/ns/gone/sa/web]')),
  },
  {
    what: 'a pattern that none fits',
    fires: all(namespace('kube-system'), source('namespaces: ["team-*"]')),
    field: `${SOURCE}.namespaces[0]`,
    says: /no namespace fits `team-\*`/,
    silent: all(namespace('kube-system'), namespace('team-a'), source('namespaces: ["team-*"]')),
  },
  {
    what: 'the namespace of a service account',
    fires: all(namespace('kube-system'), source('serviceAccounts: [gone/web]')),
    field: `${SOURCE}.serviceAccounts[0]`,
    says: /`gone`/,
    silent: all(namespace('kube-system'), source('serviceAccounts: [web]')),
  },
]);
