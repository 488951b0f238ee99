import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const rule = (name: string, rest: string) => istio('DestinationRule', `{host: web, ${rest}}`, name);
const random = 'trafficPolicy: {loadBalancer: {simple: RANDOM}}';

describeTwins('ZT402', [
  {
    what: 'a second policy for one host',
    fires: all(rule('a', random), rule('b', random)),
    field: 'spec.trafficPolicy',
    says: /`a` is a rule for `web`, too, and only the `trafficPolicy` of the oldest counts/,
    silent: all(rule('a', random), istio('DestinationRule', `{host: web, ${random}}`, 'b', 'dev')),
  },
  {
    what: 'two rules, and not one in two files',
    fires: all(rule('a', random), rule('b', random)),
    field: 'spec.trafficPolicy',
    says: /join them/,
    silent: all(rule('a', random), rule('a', random)),
  },
  {
    what: 'a subset that is defined twice',
    fires: all(rule('a', 'subsets: [{name: v1, labels: {v: a}}]'), rule('b', 'subsets: [{name: v1, labels: {v: b}}]')),
    field: 'spec.subsets[0].name',
    says: /two subsets `v1`/,
    silent: all(rule('a', 'subsets: [{name: v1, labels: {v: a}}]'), rule('b', 'subsets: [{name: v2, labels: {v: b}}]')),
  },
  {
    what: 'rules that are exported differently',
    fires: all(rule('a', random), rule('b', 'exportTo: ["."]')),
    field: 'spec.exportTo',
    says: /only the newest/,
    silent: all(rule('a', random), rule('b', 'workloadSelector: {matchLabels: {app: x}}')),
  },
]);
