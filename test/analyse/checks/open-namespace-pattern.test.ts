import { describeTwins } from './describe-twins';
import { source, SOURCE } from './manifests';

describeTwins('ZT141', [
  {
    what: 'a prefix',
    fires: source('namespaces: ["team-*"]'),
    field: `${SOURCE}.namespaces[0]`,
    says: /lets itself in/,
    silent: source('notNamespaces: ["team-*"], principals: ["*"]'),
  },
  {
    what: 'a suffix',
    fires: source('namespaces: ["*-prod"]'),
    field: `${SOURCE}.namespaces[0]`,
    says: /`\*-prod`/,
    silent: source('namespaces: ["*"]'),
  },
]);
