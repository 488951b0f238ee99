import { describeTwins } from './describe-twins';
import { all, deployment, mtls, sidecars, source, SOURCE } from './manifests';

const deny = (fields: string) => source(fields).replace('{rules', '{action: DENY, rules');

describeTwins('ZT153', [
  {
    what: 'a DENY of a namespace',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: PERMISSIVE}}'), deny('namespaces: [dev]')),
    field: `${SOURCE}.namespaces[0]`,
    says: /so `dev` gets past this DENY at `shop\/web`/,
    silent: all(sidecars, deployment('web'), mtls('{mtls: {mode: STRICT}}'), deny('namespaces: [dev]')),
  },
  {
    what: 'a DENY of some',
    fires: all(sidecars, deployment('web'), mtls('{mtls: {mode: PERMISSIVE}}'), deny('principals: [a/ns/b/sa/c]')),
    field: `${SOURCE}.principals[0]`,
    says: /require STRICT/,
    silent: all(sidecars, deployment('web'), mtls('{mtls: {mode: PERMISSIVE}}'), deny('notPrincipals: [a/ns/b/sa/c]')),
  },
]);
