import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, meshConfig, policy, sidecars } from './manifests';

const operation = (fields: string) => `{rules: [{to: [{operation: {${fields}}}]}]}`;
const deny = (paths: string, name = 'deny') =>
  policy(operation(`paths: [${paths}]`).replace('{', '{action: DENY, '), name);
const allow = (paths: string) => policy(operation(`paths: [${paths}]`), 'allow');
const BASE = meshConfig('{pathNormalization: {normalization: BASE}}');
const MERGED = meshConfig('{pathNormalization: {normalization: MERGE_SLASHES}}');
const DECODED = meshConfig('{pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}}');

describeTwins('ZT156', [
  {
    what: 'slashes that are not merged',
    fires: all(BASE, deny('/admin')),
    field: 'spec.rules[0].to',
    says: /^some servers answer `\/\/admin` \(two slashes\) and `\/Admin` \(the case of letters\) like `\/admin`, and nothing denies/,
    silent: all(MERGED, deny('/admin')),
  },
  {
    what: 'an escaped slash',
    fires: all(MERGED, deny('"/admin/*"')),
    field: 'spec.rules[0].to',
    says: /`\/admin%2Fa` \(an escaped slash\)/,
    silent: all(DECODED, deny('"/admin/*"')),
  },
  {
    what: 'a spelling that is let through, and not one that nothing allows',
    fires: all(BASE, deny('/admin'), allow('"/*"')),
    field: 'spec.rules[0].to',
    says: /`\/\/admin`/,
    silent: all(BASE, deny('/admin'), allow('"/a*"')),
  },
  {
    what: 'a spelling that no other denial takes',
    fires: all(BASE, deny('/admin'), deny('"//b*"', 'slashes')),
    field: 'spec.rules[0].to',
    says: /`\/\/admin`/,
    silent: all(BASE, deny('/admin'), deny('"//*"', 'slashes')),
  },
  {
    what: 'settings that are known, and none that are assumed',
    fires: all(BASE, deny('/admin')),
    field: 'spec.rules[0].to',
    says: /`pathNormalization`/,
    silent: deny('/admin'),
  },
]);

test('ZT156 shows the request that gets through', () => {
  const report = reportOn(all(BASE, sidecars, deployment('web'), deny('/admin'), allow('"/*"')));
  expect(report.findings.find(({ code }) => code === 'ZT156')?.witness).toMatchObject({
    to: { workload: 'shop/web' },
    request: { path: '//admin' },
  });
});
