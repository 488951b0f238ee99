/** Code and patches of the user's own in a proxy: they may change any answer, so that none is given past them. */
import type { Proxy } from '../policy/in-force';
import { policiesInForce } from '../policy/in-force';
import type { Extension, Mesh } from '../policy/model';
import type { Chain } from './enforced-rules';
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
    (extension) =>
      extension.kind !== 'EnvoyFilter' ||
      extension.contexts.includes('ANY') ||
      extension.contexts.includes(CONTEXT[proxy.kind]),
  );
}

/**
 * The verdict of a proxy with these extensions. A patch may change all of it. A plugin has its place among the filters:
 * what is refused before it is reached stays refused, though the status may be rewritten on the way back.
 */
export function withExtensions(verdict: Verdict, extensions: readonly Extension[], chain: Chain): Verdict {
  const met = extensions.filter((extension) => isMet(extension, chain));
  const changing = met.filter((extension) => !isBehindRefusal(extension, verdict, chain));
  if (changing.length > 0) return unclear(changing, verdict);
  if (met.length === 0 || verdict.verdict !== 'deny') return verdict;
  const { status: _, ...denied } = verdict;
  return denied;
}

/** A plugin that looks at requests is not in a chain of TCP. */
function isMet(extension: Extension, chain: Chain): boolean {
  return extension.kind === 'EnvoyFilter' || extension.sees === 'bytes' || chain === 'http';
}

/** @see istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`, and networkfilter.go */
function isBehindRefusal(extension: Extension, verdict: Verdict, chain: Chain): boolean {
  if (extension.kind === 'EnvoyFilter' || verdict.verdict !== 'deny') return false;
  const { phase, sees } = extension;
  const { layer } = verdict;
  if (layer === 'mtls' || layer === 'network') return true;
  if (sees === 'bytes' && chain === 'http') return false; // it stands before all that looks at requests
  if (layer === undefined) return true; // refused by the codec
  return layer === 'jwt' ? phase !== 'AUTHN' : phase === 'STATS' || phase === 'UNSPECIFIED';
}

function unclear(extensions: readonly Extension[], { point }: Verdict): Undecided {
  const names = extensions.map(({ kind, namespace, name }) => `${kind} \`${namespace}/${name}\``).join(', ');
  return undecided(`${names} may change what the proxy does`, point);
}
