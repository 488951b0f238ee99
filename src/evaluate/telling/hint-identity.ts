/** Hints on who calls: the identity that a rule wants, and who runs under it. */
import { type Identity, tryIdentity } from '../../istio/identity';
import type { ConditionValue } from '../../policy/condition-value';
import type { Mesh } from '../../policy/model';
import { remember } from '../../policy/remember';
import type { Condition } from '../../policy/rule';
import { allQuoted } from '../shown-value';
import type { SeenCall } from './seen-call';
import type { Surroundings } from './surroundings';

/** Why the caller is not among the principals, namespaces, service accounts or trust domains. */
export function hintOnIdentity(
  { attribute, values }: Condition,
  { peer }: SeenCall,
  around: Surroundings,
): string | undefined {
  if (values.some(({ text }) => text.startsWith('spiffe://'))) return 'principals are written without `spiffe://`';
  if (peer === undefined) return 'the caller speaks plaintext, so that it has no identity';
  const identity = tryIdentity(peer);
  const got = attribute.kind === 'principal' || identity === undefined ? peer : accountOf(identity);
  if (values.some(({ text }) => text.toLowerCase() === got.toLowerCase())) return 'case differs';
  for (const value of values) {
    const hint = hintOnValue(value, identity, around);
    if (hint !== undefined) return hint;
  }
  return undefined;
}

function hintOnValue(wanted: ConditionValue, peer: Identity | undefined, around: Surroundings): string | undefined {
  if (wanted.kind === 'serviceAccount') return around.whoRunsAs(wanted.text);
  if (wanted.kind !== 'principal' || wanted.text.includes('*')) return undefined;
  const { identity } = wanted;
  if (identity === undefined) return 'a principal is `<trust domain>/ns/<namespace>/sa/<service account>`';
  const account = accountOf(identity);
  const isOnlyDomain = peer !== undefined && accountOf(peer) === account;
  return isOnlyDomain ? 'the trust domain differs' : around.whoRunsAs(account);
}

/** `namespace/name` of its service account. */
function accountOf({ namespace, serviceAccount }: Identity): string {
  return `${namespace}/${serviceAccount}`;
}

/**
 * Tells which workloads run under an account, `namespace/name`; where none does, the one that was probably meant to.
 * What manifests tell is the same for every call.
 */
export function accountHints(near: (namespace: string) => Mesh): (account: string) => string | undefined {
  return remember((account) => whoRunsAs(account, near));
}

function whoRunsAs(qualified: string, near: (namespace: string) => Mesh): string | undefined {
  const [namespace = '', account = ''] = qualified.split('/');
  const neighbours = near(namespace).workloads.filter((workload) => workload.namespace === namespace);
  if (neighbours.length === 0) return undefined; // the manifests do not tell
  const bound = neighbours.filter(({ serviceAccount }) => serviceAccount === account);
  if (bound.length > 0)
    return `${allQuoted(bound.map(({ name }) => `${namespace}/${name}`))} ${bound.length === 1 ? 'runs' : 'run'} as it`;
  const meant = neighbours.find(({ name }) => name === account);
  if (meant === undefined) return `no workload of \`${namespace}\` runs as \`${account}\``;
  return `\`${namespace}/${meant.name}\` runs as service account \`${meant.serviceAccount}\`: set its \`serviceAccountName\``;
}
