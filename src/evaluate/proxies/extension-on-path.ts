/** Code and patches of the user's own in a proxy: they may change any answer, so that none is given past them. */
import type { Proxy } from '../../policy/in-force';
import { policiesInForce } from '../../policy/in-force';
import type { Extension, Mesh } from '../../policy/model';
import type { Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { Chain } from './enforced-rules';

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

/** What the extensions of a proxy do to its verdict. */
export interface ExtendedVerdict {
  readonly verdict: Verdict;
  /** those that may have changed it */
  readonly changing: readonly Extension[];
}

/**
 * The verdict of a proxy with these extensions. A patch may change all of it. A plugin has its place among the filters:
 * what is refused before it is reached stays refused, though the status may be rewritten on the way back.
 */
export function withExtensions(verdict: Verdict, extensions: readonly Extension[], chain: Chain): ExtendedVerdict {
  const met = extensions.filter((extension) => isMet(extension, chain));
  const changing = met.filter((extension) => !isBehindRefusal(extension, verdict, chain));
  if (changing.length > 0) return { verdict: undecided(mayChange(changing), verdict.point), changing };
  if (met.length === 0 || verdict.verdict !== 'deny') return { verdict, changing };
  const { status: _, ...denied } = verdict;
  return { verdict: denied, changing };
}

/** In words, what extensions are there for. */
export function mayChange(extensions: readonly Extension[]): string {
  return `${extensionsInWords(extensions)} may change what the proxy does`;
}

/** EnvoyFilter `shop/lua`, WasmPlugin `shop/w`. */
export function extensionsInWords(extensions: readonly Extension[]): string {
  return extensions.map(({ kind, namespace, name }) => `${kind} \`${namespace}/${name}\``).join(', ');
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
