import { describeTwins } from './describe-twins';
import { OPERATION, policy } from './manifests';

const allow = (path: string) => policy(`{rules: [{to: [{operation: {paths: ["${path}"]}}]}]}`);

describeTwins('ZT144', [
  {
    what: 'a prefix without slash',
    fires: allow('/api*'),
    field: `${OPERATION}.paths[0]`,
    says: /`\/api\*` opens `\/api-other`, too/,
    silent: allow('/api/*'),
  },
]);
