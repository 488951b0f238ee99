import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const rule = (rest: string) => istio('DestinationRule', `{host: web, ${rest}}`);

describeTwins('ZT412', [
  {
    what: 'an empty mapping',
    fires: rule('trafficPolicy: {tls: {}}'),
    field: 'spec.trafficPolicy.tls',
    says: /means DISABLE/,
    silent: rule('trafficPolicy: {}'),
  },
  {
    what: 'a server name alone, at a port of a subset',
    fires: rule(
      'subsets: [{name: a, trafficPolicy: {portLevelSettings: [{port: {number: 80}}, {port: {number: 81}, tls: {sni: a.com}}]}}]',
    ),
    field: 'spec.subsets[0].trafficPolicy.portLevelSettings[1].tls',
    says: /write the mode/,
    silent: rule(
      'subsets: [{name: a, trafficPolicy: {portLevelSettings: [{port: {number: 80}}, {port: {number: 81}, tls: {mode: DISABLE}}]}}]',
    ),
  },
]);
