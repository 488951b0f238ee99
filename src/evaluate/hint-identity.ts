/** Hints on who calls: the identity that a rule wants, and who runs under it. */
import type { Condition } from '../policy/rule';
import type { SeenCall } from './seen-call';
import { anyOfQuoted } from './shown-value';
import type { Surroundings } from './surroundings';

/** Why the caller is not among the principals, namespaces, service accounts or trust domains. */
export function hintOnIdentity(condition: Condition, { peer }: SeenCall, around: Surroundings): string | undefined {
  const { attribute, values } = condition;
  if (values.some((value) => value.startsWith('spiffe://'))) return 'principals are written without `spiffe://`';
  if (peer === undefined) return 'the caller speaks plaintext, so that it has no identity';
  const got = attribute.kind === 'principal' ? peer : accountOf(peer).join('/');
  if (values.some((value) => value.toLowerCase() === got.toLowerCase())) return 'case differs';
  for (const value of values) {
    const hint =
      attribute.kind === 'principal' ? hintOnPrincipal(value, peer, around) : hintOnAccount(condition, value, around);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

function hintOnPrincipal(wanted: string, peer: string, around: Surroundings): string | undefined {
  if (wanted.includes('*')) return undefined;
  if (!wanted.includes('/')) return 'a principal is `<trust domain>/ns/<namespace>/sa/<service account>`';
  const [domain, ...identity] = wanted.split('/');
  const [ownDomain, ...ownIdentity] = peer.split('/');
  if (domain !== ownDomain && identity.join('/') === ownIdentity.join('/')) return 'the trust domain differs';
  const [namespace, account] = accountOf(wanted);
  return whoRunsAs(namespace, account, around);
}

function hintOnAccount({ attribute }: Condition, wanted: string, around: Surroundings): string | undefined {
  if (attribute.kind !== 'serviceAccount') return undefined;
  const [namespace = '', account = ''] = wanted.split('/');
  return whoRunsAs(namespace, account, around);
}

/** Namespace and service account of an identity. */
function accountOf(identity: string): readonly [namespace: string, account: string] {
  const [, , namespace = '', , account = ''] = identity.split('/');
  return [namespace, account];
}

/** Which workloads run under the account; where none does, the one that was probably meant to. */
function whoRunsAs(namespace: string, account: string, around: Surroundings): string | undefined {
  const neighbours = around.near(namespace).workloads.filter((workload) => workload.namespace === namespace);
  if (neighbours.length === 0) return undefined; // the manifests do not tell
  const bound = neighbours.filter(({ serviceAccount }) => serviceAccount === account);
  if (bound.length > 0) return `${anyOfQuoted(bound.map(({ name }) => `${namespace}/${name}`))} runs as it`;
  const meant = neighbours.find(({ name }) => name === account);
  if (meant === undefined) return `no workload of \`${namespace}\` runs as \`${account}\``;
  return `\`${namespace}/${meant.name}\` runs as service account \`${meant.serviceAccount}\`: set its \`serviceAccountName\``;
}
