/** What if a value stood for more? Text for all that begins so, a pattern for anything, a block for its neighbour. */
import type { AuthorizationPolicy } from '../../policy/model';
import { tryCidr } from '../../policy/ip-block';
import { isPathTemplate } from '../../istio/path-pattern';
import type { Mutation } from '../mutant';
import { valueEdits, type WrittenValue } from '../value-edits';

export const widenValue: Mutation<AuthorizationPolicy> = {
  name: 'widen-value',
  edits: (policy) => valueEdits(policy, wider),
};

function wider({ value, condition: { attribute } }: WrittenValue): readonly string[] {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'trustDomain':
    case 'host':
    case 'path':
    case 'sni':
    case 'header':
    case 'claim':
      return widerText(value);
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return widerBlock(value);
    // Istio splits it at its last `/`: only the subject may be any
    case 'requestPrincipal':
      return /[^/*]$/.test(value) && value.includes('/') ? [`${value.slice(0, value.lastIndexOf('/'))}/*`] : [];
    // there are few of them, and none begins with another
    case 'method':
    case 'port':
    case 'serviceAccount':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return [];
  }
}

function widerText(value: string): readonly string[] {
  if (value === '*') return [];
  if (isPathTemplate(value) || value.startsWith('*') || value.endsWith('*')) return ['*'];
  return [`${value}*`];
}

function widerBlock(value: string): readonly string[] {
  const block = tryCidr(value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`);
  if (block === undefined || block.prefix === 0) return [];
  const written = Number(value.split('/')[1] ?? (value.includes(':') ? 128 : 32));
  return [`${value.split('/')[0]}/${written - 1}`];
}
