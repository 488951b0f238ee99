import { describeTwins } from './describe-twins';
import { all, deployment, mtls, policy, sidecars, source, SOURCE } from './manifests';

const ONE_PORT_OPEN =
  '{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {9090: {mode: PERMISSIVE}}}';
const atPort = (fields: string, port: number) =>
  policy(`{rules: [{from: [{source: {${fields}}}], to: [{operation: {ports: ['${port}']}}]}]}`);

describeTwins('ZT152', [
  {
    what: 'an exception where plaintext arrives',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: PERMISSIVE}}'), source('notNamespaces: [dev]')),
    field: `${SOURCE}.notNamespaces[0]`,
    says: /it is not `dev` and gets in at `shop\/web`/,
    silent: all(sidecars, deployment('web'), mtls('{mtls: {mode: STRICT}}'), source('notNamespaces: [dev]')),
  },
  {
    what: 'an exception with nothing named beside',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: PERMISSIVE}}'), source('notPrincipals: [a/ns/b/sa/c]')),
    field: `${SOURCE}.notPrincipals[0]`,
    says: /name who may call/,
    silent: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: PERMISSIVE}}'),
      source('notPrincipals: [a/ns/b/sa/c], namespaces: [b]'),
    ),
  },
  {
    what: 'a mesh that is known',
    fires: all(sidecars, deployment('web'), mtls('{}', 'm', 'istio-system'), source('notNamespaces: [dev]')),
    field: `${SOURCE}.notNamespaces[0]`,
    says: /plaintext/,
    silent: all(sidecars, deployment('web'), source('notNamespaces: [dev]')),
  },
  {
    what: 'an exception where mutual TLS is off',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: DISABLE}}'), source('notNamespaces: [dev]')),
    field: `${SOURCE}.notNamespaces[0]`,
    says: /gets in at `shop\/web`/,
    silent: all(sidecars, deployment('web'), mtls('{mtls: {mode: DISABLE}}'), source('namespaces: [dev]')),
  },
  {
    what: 'an exception at a port that takes plaintext',
    fires: all(sidecars, deployment('web'), mtls(ONE_PORT_OPEN), atPort('notNamespaces: [dev]', 9090)),
    field: `${SOURCE}.notNamespaces[0]`,
    says: /gets in at `shop\/web`/,
    silent: all(sidecars, deployment('web'), mtls(ONE_PORT_OPEN), atPort('notNamespaces: [dev]', 8080)),
  },
  {
    what: 'an exception at any port, of which one takes plaintext',
    fires: all(sidecars, deployment('web'), mtls(ONE_PORT_OPEN), source('notNamespaces: [dev]')),
    field: `${SOURCE}.notNamespaces[0]`,
    says: /gets in at `shop\/web`/,
    silent: all(
      sidecars,
      deployment('web'),
      mtls(ONE_PORT_OPEN),
      policy("{rules: [{from: [{source: {notNamespaces: [dev]}}], to: [{operation: {notPorts: ['9090']}}]}]}"),
    ),
  },
  {
    what: 'an exception beside another caller',
    fires: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: PERMISSIVE}}'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}, {source: {notNamespaces: [dev]}}]}]}'),
    ),
    field: 'spec.rules[0].from[1].source.notNamespaces[0]',
    says: /not `dev`/,
    silent: all(
      sidecars,
      deployment('web'),
      mtls('{mtls: {mode: PERMISSIVE}}'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}, {source: {notNamespaces: [dev], namespaces: [b]}}]}]}'),
    ),
  },
]);
