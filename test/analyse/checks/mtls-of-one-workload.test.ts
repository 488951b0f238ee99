import { describeTwins } from './describe-twins';
import { all, deployment, mtls } from './manifests';

const TWO_LABELS = deployment('web').replace('{app: web}', '{app: web, tier: front}');
const at = (year: string) => `, creationTimestamp: "${year}-01-01T00:00:00Z"`;

describeTwins('ZT205', [
  {
    what: 'two policies of one pod',
    fires: all(
      TWO_LABELS,
      mtls('{selector: {matchLabels: {app: web}}}', 'a'),
      mtls('{selector: {matchLabels: {tier: front}}}', 'b'),
    ),
    field: 'spec.selector',
    says: /`a` also selects `shop\/web`/,
    silent: all(
      TWO_LABELS,
      mtls('{selector: {matchLabels: {app: web}}}', 'a'),
      mtls('{selector: {matchLabels: {tier: back}}}', 'b'),
    ),
  },
  {
    what: 'the younger one',
    fires: all(
      TWO_LABELS,
      mtls('{selector: {matchLabels: {app: web}}}', 'a', 'shop', at('2030')),
      mtls('{selector: {matchLabels: {tier: front}}}', 'b', 'shop', at('2020')),
    ),
    field: 'spec.selector',
    says: /`b` also selects/,
    silent: all(TWO_LABELS, mtls('{selector: {matchLabels: {app: web}}}', 'a'), mtls('{}', 'b')),
  },
]);
