import { describeTwins } from './describe-twins';
import { mtls } from './manifests';

describeTwins('ZT208', [
  {
    what: 'PERMISSIVE',
    fires: mtls('{mtls: {mode: PERMISSIVE}}'),
    field: 'spec.mtls.mode',
    says: /plaintext is accepted/,
    silent: mtls('{mtls: {mode: STRICT}}'),
  },
  {
    what: 'a port that is DISABLE',
    fires: mtls('{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: DISABLE}}}'),
    field: 'spec.portLevelMtls[80].mode',
    says: /nothing but plaintext/,
    silent: mtls('{selector: {matchLabels: {a: b}}, portLevelMtls: {80: {mode: UNSET}}}'),
  },
]);
