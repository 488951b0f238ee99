import { describeTwins } from './describe-twins';
import { all, deployment, mtls, sidecars, source, SOURCE } from './manifests';

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
]);
