/** Who stands for all identities of an atom that no workload has, where the network looks at namespaces? */
import type { Caller } from '../../policy/request';
import type { Atoms } from '../../sets/atoms';
import { SCHEME } from '../formulas/identity-forms';
import type { Space } from '../space/space';
import type { Terrain } from '../ways/terrain';

/** Somebody whom nothing is known of. */
export const ANYBODY: Caller = { kind: 'plaintext' };

/** The strangers of an atom. */
export interface Strangers {
  /** one of them, without scheme */
  readonly identity: string;
  /** all of them, as the network knows them */
  readonly network: readonly Caller[];
}

/**
 * Those of this atom. Where its identities may be of any namespace, one of a namespace that is not among the manifests
 * stands for all; else one of each namespace that there is.
 */
export function strangersOf(space: Space, terrains: readonly Terrain[], atom: number): Strangers {
  const { caller } = space;
  const sample = caller.kind === 'texts' ? unowned(caller.atoms, terrains, atom) : '';
  const whoever: Strangers = { identity: sample, network: [ANYBODY] };
  if (caller.kind !== 'texts' || !terrains.some(({ hasNetworkPolicies }) => hasNetworkPolicies)) return whoever;
  const { atomOf } = caller.atoms;
  const [domain = '', , own = '', , account = ''] = sample.split('/');
  const inNamespace = (namespace: string): readonly string[] =>
    ['somebody', account]
      .map((name) => `${domain}/ns/${namespace}/sa/${name}`)
      .filter((identity) => atomOf(SCHEME + identity) === atom)
      .slice(0, 1);
  const known = new Set(terrains.flatMap(({ namespaces }) => namespaces));
  const [elsewhere] = inNamespace(freeName(known));
  if (elsewhere !== undefined) return known.has(own) ? { ...whoever, identity: elsewhere } : whoever;
  const found = [...known].flatMap(inNamespace);
  const [first] = found;
  if (first === undefined) return whoever;
  return { identity: first, network: found.map((identity) => ({ kind: 'mtls', identity })) };
}

/** One of the atom that is no workload's, if there is one near its sample: it would be taken for the workload. */
function unowned(atoms: Atoms<string>, terrains: readonly Terrain[], atom: number): string {
  const sample = (atoms.samples[atom] ?? '').slice(SCHEME.length);
  const isOwned = (identity: string): boolean => terrains.some(({ byIdentity }) => byIdentity.has(identity));
  if (!isOwned(sample)) return sample;
  const [domain = '', , namespace = '', , account = ''] = sample.split('/');
  const near = [
    ...[`${account}-too`, `too-${account}`].map((name) => `${domain}/ns/${namespace}/sa/${name}`),
    ...[`${namespace}-too`, `too-${namespace}`].map((name) => `${domain}/ns/${name}/sa/${account}`),
  ];
  return near.find((identity) => atoms.atomOf(SCHEME + identity) === atom && !isOwned(identity)) ?? sample;
}

function freeName(taken: ReadonlySet<string>, name = 'elsewhere'): string {
  return taken.has(name) ? freeName(taken, `${name}-too`) : name;
}
