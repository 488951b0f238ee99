import { describeTwins } from './describe-twins';
import { all, meshConfig, OPERATION, policy } from './manifests';

const DENIES = '{action: DENY, rules: [{to: [{operation: {paths: [/admin/*]}}]}]}';
const EXCEPTS = '{rules: [{to: [{operation: {notPaths: [/admin/*]}}]}]}';

describeTwins('ZT145', [
  {
    what: 'a DENY of paths',
    fires: all(meshConfig('pathNormalization: {normalization: NONE}'), policy(DENIES)),
    field: `${OPERATION}.paths[0]`,
    says: /does not normalise paths/,
    silent: all(meshConfig('pathNormalization: {normalization: BASE}'), policy(DENIES)),
  },
  {
    what: 'a path that an ALLOW rule excepts',
    fires: all(meshConfig('pathNormalization: {normalization: NONE}'), policy(EXCEPTS)),
    field: `${OPERATION}.notPaths[0]`,
    says: /BASE or stronger/,
    silent: all(meshConfig('pathNormalization: {normalization: NONE}'), policy(DENIES.replace('DENY', 'ALLOW'))),
  },
]);
