import { describeTwins } from './describe-twins';
import { all, ambient, deployment, mtls, sidecars, source, SOURCE } from './manifests';

describeTwins('ZT154', [
  {
    what: 'a caller by name where mutual TLS is off',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: DISABLE}}'), source('namespaces: [a]')),
    field: `${SOURCE}.namespaces[0]`,
    says: /DISABLE at `shop\/web`.*lets nobody in/,
    silent: all(ambient, deployment('web'), mtls('{mtls: {mode: DISABLE}}'), source('namespaces: [a]')),
  },
  {
    what: 'a DENY there',
    fires: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: DISABLE}}'),
      source('namespaces: [a]').replace('{rules', '{action: DENY, rules'),
    ),
    field: `${SOURCE}.namespaces[0]`,
    says: /the rule never matches/,
    silent: all(sidecars, deployment('web'), mtls('{mtls: {mode: DISABLE}}'), source('ipBlocks: [10.0.0.0/8]')),
  },
]);
