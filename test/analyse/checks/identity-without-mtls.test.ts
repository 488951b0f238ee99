import { describeTwins } from './describe-twins';
import { all, ambient, deployment, mtls, policy, sidecars, source, SOURCE } from './manifests';

const ONE_PORT_OFF =
  '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {9090: {mode: DISABLE}}}';
const atPort = (port: number) =>
  policy(`{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {ports: ['${port}']}}]}]}`);

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
  {
    what: 'a port at which it is off',
    fires: all(sidecars, deployment('web'), mtls(ONE_PORT_OFF), atPort(9090)),
    field: `${SOURCE}.namespaces[0]`,
    says: /lets nobody in/,
    silent: all(sidecars, deployment('web'), mtls(ONE_PORT_OFF), atPort(8080)),
  },
  {
    what: 'a caller by name, and no other way in',
    fires: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: DISABLE}}'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}, {source: {namespaces: [b]}}]}]}'),
    ),
    field: `${SOURCE}.namespaces[0]`,
    says: /lets nobody in/,
    silent: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: DISABLE}}'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}, {source: {ipBlocks: [10.0.0.0/8]}}]}]}'),
    ),
  },
]);
