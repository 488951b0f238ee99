import { describeTwins } from './describe-twins';
import { all, ambient, deployment, mtls, sidecars } from './manifests';

const root = mtls('{mtls: {mode: STRICT}}', 'mesh', 'istio-system');
const own = (mode: string, port: string) =>
  mtls(`{selector: {matchLabels: {app: web}}, ${mode}portLevelMtls: {80: {mode: ${port}}}}`, 'own');

describeTwins('ZT206', [
  {
    what: 'a STRICT port under a STRICT mesh',
    fires: all(ambient, deployment('web'), root, own('mtls: {mode: PERMISSIVE}, ', 'STRICT')),
    field: 'spec.portLevelMtls',
    says: /never gets the STRICT ports/,
    silent: all(sidecars, deployment('web'), root, own('mtls: {mode: PERMISSIVE}, ', 'STRICT')),
  },
  {
    what: 'a namespace policy without mode',
    fires: all(ambient, deployment('web'), root, mtls('{}', 'ns'), own('', 'PERMISSIVE')),
    field: 'spec.portLevelMtls',
    says: /as `ns` states no mode, ztunnel opens every port/,
    silent: all(ambient, deployment('web'), root, own('', 'PERMISSIVE')),
  },
  {
    what: 'a port that is DISABLE',
    fires: all(ambient, deployment('web'), mtls('{mtls: {mode: STRICT}}', 'ns'), own('', 'DISABLE')),
    field: 'spec.portLevelMtls',
    says: /keeps a port STRICT/,
    silent: all(ambient, deployment('web'), mtls('{mtls: {mode: STRICT}}', 'ns'), own('', 'PERMISSIVE')),
  },
  {
    what: 'a namespace policy with an empty selector',
    fires: all(
      ambient,
      deployment('web'),
      root,
      mtls('{selector: {}, mtls: {mode: PERMISSIVE}}', 'ns'),
      own('', 'STRICT'),
    ),
    field: 'spec.portLevelMtls',
    says: /does not see `ns` with its empty selector/,
    silent: all(ambient, deployment('web'), root, mtls('{mtls: {mode: PERMISSIVE}}', 'ns'), own('', 'STRICT')),
  },
]);
