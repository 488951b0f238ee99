/** Does a value hold a star, a capital or a character that can only be met literally, which no request does? */
import { checkRequestPrincipal } from '../../istio/identity';
import { type ComparedValue, valuesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const literalPattern = checkEach('ZT111', 'AuthorizationPolicy', function* (policy) {
  for (const compared of valuesOf(policy)) {
    const message = problemOf(compared);
    if (message !== undefined) yield { path: compared.path, message };
  }
});

function problemOf({ attribute, value }: ComparedValue): string | undefined {
  switch (attribute) {
    case 'request.auth.principal':
      return value.startsWith('*') && !value.includes('/') ? undefined : checkRequestPrincipal(value);
    case 'connection.sni':
      return value === value.toLowerCase()
        ? undefined
        : `server name \`${value}\` has upper case, which arrives as lower case; write \`${value.toLowerCase()}\``;
    case 'paths':
      return normalisedPath(value);
    default:
      return undefined;
  }
}

/** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/, `PathNormalization`: BASE is the default */
function normalisedPath(value: string): string | undefined {
  if (/[{}?#]/.test(value)) return undefined;
  if (/(^|\/)\.{1,2}(\/|$)/.test(value)) {
    return `path \`${value}\` has dot segments, which the proxy resolves before policies look; write the path without them`;
  }
  const raw = /[\s"<>^`|\\]|[^\x20-\x7e]/u.exec(value);
  return raw === null
    ? undefined
    : `path \`${value}\` has the character \`${raw[0]}\`, which never arrives so; write it as the proxy sees it, percent-encoded`;
}
