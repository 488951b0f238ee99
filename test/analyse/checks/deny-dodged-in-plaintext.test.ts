import { describeTwins } from './describe-twins';
import { all, deployment, mtls, policy, sidecars, source, SOURCE } from './manifests';

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
  {
    what: 'a DENY at a port that takes plaintext',
    fires: all(
      sidecars,
      deployment('web'),
      mtls('{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {9090: {mode: PERMISSIVE}}}'),
      deny('namespaces: [dev]'),
    ),
    field: `${SOURCE}.namespaces[0]`,
    says: /gets past this DENY/,
    silent: all(
      sidecars,
      deployment('web'),
      mtls('{selector: {matchLabels: {app: web}}, mtls: {mode: PERMISSIVE}, portLevelMtls: {9090: {mode: STRICT}}}'),
      policy("{action: DENY, rules: [{from: [{source: {namespaces: [dev]}}], to: [{operation: {ports: ['9090']}}]}]}"),
    ),
  },
]);
