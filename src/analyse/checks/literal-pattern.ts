/** Does a value hold a star, a capital or a character that can only be met literally, which no request does? */
import { checkRequestPrincipal } from '../../istio/identity';
import { type ComparedValue } from '../authorization-fields';
import type { PathNormalization } from '../../policy/mesh-settings';
import type { Check } from '../check-rule';

export const literalPattern: Check = {
  code: 'ZT111',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      for (const compared of estate.values(manifest)) {
        const message = problemOf(compared, estate.settings.pathNormalization);
        if (message !== undefined) yield { manifest, path: compared.path, message };
      }
    }
  },
};

function problemOf({ attribute, value }: ComparedValue, normalization: PathNormalization): string | undefined {
  switch (attribute) {
    case 'request.auth.principal':
      return value.startsWith('*') && !value.includes('/') ? undefined : checkRequestPrincipal(value);
    case 'connection.sni':
      return value === value.toLowerCase()
        ? undefined
        : `server name \`${value}\` has upper case, which arrives as lower case; write \`${value.toLowerCase()}\``;
    case 'paths':
      return normalisedPath(value, normalization);
    default:
      return undefined;
  }
}

/**
 * What never arrives, as the mesh rewrites or refuses it; without any normalisation, only what no HTTP parser takes.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/, `PathNormalization`: BASE is the default
 */
function normalisedPath(value: string, normalization: PathNormalization): string | undefined {
  if (/[{}?#]/.test(value)) return undefined;
  if (normalization !== 'NONE' && /(^|\/)\.{1,2}(\/|$)/.test(value)) {
    return `path \`${value}\` has dot segments, which the proxy resolves before policies look; write the path without them`;
  }
  if (normalization.endsWith('MERGE_SLASHES') && /[^/*]/.test(value) && value.includes('//')) {
    return `path \`${value}\` has \`//\`, which the mesh merges before policies look; write \`${value.replace(/\/{2,}/g, '/')}\``;
  }
  const raw = (normalization === 'NONE' ? /\s|[^\x20-\x7e]/u : /[\s"<>^`|\\]|[^\x20-\x7e]/u).exec(value);
  return raw === null
    ? undefined
    : `path \`${value}\` has the character \`${raw[0]}\`, which never arrives so; write it as the proxy sees it, percent-encoded`;
}
