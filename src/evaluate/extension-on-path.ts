/** Code and patches of the user's own in a proxy: they may change any answer, so that none is given past them. */
import type { Proxy } from '../policy/in-force';
import { policiesInForce } from '../policy/in-force';
import type { Extension, Mesh } from '../policy/model';
import type { Undecided, Verdict } from './verdict';
import { undecided } from './verdict';

const CONTEXT: Readonly<Record<Proxy['kind'], string>> = {
  sidecar: 'SIDECAR_INBOUND',
  gateway: 'GATEWAY',
  waypoint: 'WAYPOINT',
};

/** The extensions that work on the called side of this proxy. */
export function extensionsAt(mesh: Mesh, proxy: Proxy): readonly Extension[] {
  if (mesh.extensions.length === 0) return [];
  return policiesInForce(mesh.extensions, mesh, proxy).filter(
    ({ contexts }) => contexts.includes('ANY') || contexts.includes(CONTEXT[proxy.kind]),
  );
}

/**
 * The verdict of a proxy with these extensions. A patch may change all of it; a plugin sits behind TLS, so that what
 * TLS refuses stays refused.
 */
export function withExtensions(verdict: Verdict, extensions: readonly Extension[]): Verdict {
  if (extensions.length === 0) return verdict;
  const isPatched = extensions.some(({ kind }) => kind === 'EnvoyFilter');
  if (!isPatched && verdict.verdict === 'deny' && verdict.layer === 'mtls') return verdict;
  return unclear(extensions, verdict);
}

function unclear(extensions: readonly Extension[], { point }: Verdict): Undecided {
  const names = extensions.map(({ kind, namespace, name }) => `${kind} \`${namespace}/${name}\``).join(', ');
  return undecided(`${names} may change what the proxy does`, point);
}
