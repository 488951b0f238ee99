import { httpRoute } from './api-routes';
import { describeTwins } from './describe-twins';
import { all, gatewayApi, namespace } from './manifests';

const rules = 'rules: [{backendRefs: [{name: web, port: 80}]}]';
const route = (parent: string, rest = '', space = 'shop') =>
  httpRoute(`{parentRefs: [{name: gw, namespace: shop${parent}}]${rest}, ${rules}}`, space);
const listener = (rest = '', className = 'istio') =>
  gatewayApi('gw', className, `{name: web, port: 80, protocol: HTTP${rest}}`);
const from = (text: string) => `, allowedRoutes: {namespaces: {from: ${text}}}`;

describeTwins('ZT425', [
  {
    what: 'a listener that is missing',
    fires: all(listener(), route(', sectionName: wbe')),
    field: 'spec.parentRefs[0]',
    says: /none is called `wbe`; did you mean `web`\?/,
    silent: all(listener(), route(', sectionName: web')),
  },
  {
    what: 'a port that is missing',
    fires: all(listener(), route(', port: 81')),
    field: 'spec.parentRefs[0]',
    says: /none is for port 81/,
    silent: all(listener(), route(', port: 80')),
  },
  {
    what: 'hosts that do not meet',
    fires: all(listener(', hostname: a.com'), route('', ', hostnames: [b.com]')),
    field: 'spec.parentRefs[0]',
    says: /they serve `a\.com`, and the route is for `b\.com`/,
    silent: all(listener(', hostname: a.com'), route('', ', hostnames: ["*.com"]')),
  },
  {
    what: 'a route of another namespace',
    fires: all(listener(), route('', '', 'team')),
    field: 'spec.parentRefs[0]',
    says: /routes of namespace `team` are not allowed/,
    silent: all(listener(from('All')), route('', '', 'team')),
  },
  {
    what: 'labels that the namespace does not have; they may be anything where it is not here',
    fires: all(namespace('team'), listener(from('Selector, selector: {matchLabels: {a: b}}')), route('', '', 'team')),
    field: 'spec.parentRefs[0]',
    says: /the labels of namespace `team` are not selected/,
    silent: all(listener(from('Selector, selector: {matchLabels: {a: b}}')), route('', '', 'team')),
  },
  {
    what: 'a kind that the protocol does not take; what other classes take is not known',
    fires: all(listener(), route('').replace('HTTPRoute', 'TCPRoute')),
    field: 'spec.parentRefs[0]',
    says: /they take no TCPRoute/,
    silent: all(listener('', 'nginx'), route('').replace('HTTPRoute', 'TCPRoute')),
  },
]);
