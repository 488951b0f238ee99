/**
 * Which `paths` of an AuthorizationPolicy mean what they seem to mean: exact, prefix `/a/*`, suffix `*.html`, or a
 * template with `{*}` (one segment) and `{**}` (any rest).
 */

/** What is wrong with a path pattern, or nothing. Refuses what Istio takes but what can never match as it reads. */
export function checkPath(pattern: string): string | undefined {
  const problem = checkMatchablePath(pattern);
  return problem !== undefined || isTemplateLike(pattern) ? problem : checkTrailingSlash(pattern);
}

/** Why no path is as the pattern reads, or nothing, where paths are normalised as Istio does it by default. */
export function checkMatchablePath(pattern: string): string | undefined {
  if (pattern === '') return 'path `` is empty; a path begins with `/`';
  if (pattern === '*') return undefined;
  return isTemplateLike(pattern) ? checkTemplate(pattern) : (checkWildcards(pattern) ?? checkNormalForm(pattern));
}

/** What is wrong with a path that is meant literally, or nothing. */
export function checkExactPath(path: string): string | undefined {
  if (path.startsWith('*') || path.endsWith('*') || /[{}]/.test(path)) {
    return `exact path \`${path}\` would be read as a pattern; patterns belong in \`paths\``;
  }
  if (!path.startsWith('/')) return noLeadingSlash(path);
  return checkNormalForm(path);
}

/** Whether the path is a template: Envoy's URI template instead of a string match. */
export function isPathTemplate(pattern: string): boolean {
  return pattern.includes('{*}') || pattern.includes('{**}');
}

function isTemplateLike(pattern: string): boolean {
  return /[{}]/.test(pattern);
}

/** What is wrong with the stars of a pattern that is no template, or nothing: one may stand at either end. */
export function checkWildcards(pattern: string): string | undefined {
  if (pattern.startsWith('*') && pattern.endsWith('*')) {
    return `path \`${pattern}\` asks for "contains", which Istio does not have: it reads the second \`*\` literally; use a template such as \`/{*}/part/{**}\``;
  }
  if (pattern.endsWith('**')) {
    return `path \`${pattern}\` ends in a literal \`*\` followed by anything; write \`${pattern.slice(0, -1)}\` for everything below`;
  }
  const inner = pattern.replace(/^\*/, '').replace(/\*$/, '');
  if (inner.includes('*')) {
    return `path \`${pattern}\` has \`*\` in the middle, which Istio reads literally; use \`{*}\` for one segment`;
  }
  return pattern.startsWith('*') || pattern.startsWith('/') ? undefined : noLeadingSlash(pattern);
}

/** A policy sees the path after normalisation, without query and fragment: other spellings never match. */
function checkNormalForm(pattern: string): string | undefined {
  if (/[?#]/.test(pattern)) {
    return `path \`${pattern}\` has a query or fragment, which policies never see; write \`${pattern.replace(/[?#].*$/, '')}\``;
  }
  if (/(^|\/)\.{1,2}(\/|$)/.test(pattern)) {
    return `path \`${pattern}\` has dot segments, which the proxy resolves before policies look; write the path without them`;
  }
  const raw = /[\s"<>^`|\\]|[^\x20-\x7e]/.exec(pattern);
  if (raw !== null) {
    return `path \`${pattern}\` has the character \`${raw[0]}\`, which arrives percent-encoded or as \`/\`; write \`${encodeURI(pattern.replace(/\\/g, '/'))}\``;
  }
  const decoded = /%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])/.exec(pattern);
  if (decoded !== null) {
    return `path \`${pattern}\` has the escape \`${decoded[0]}\`, which the proxy decodes before policies look; write \`${pattern.replace(decoded[0], decodeURIComponent)}\``;
  }
  return undefined;
}

function checkTrailingSlash(pattern: string): string | undefined {
  if (pattern === '/' || !pattern.endsWith('/') || pattern.startsWith('*')) return undefined;
  return `path \`${pattern}\` matches that one path only, nothing below it; write \`${pattern}*\` for what is below, or list it in \`exactPaths\` if it is meant`;
}

/**
 * @see istio pkg/config/security/security.go `CheckValidPathTemplate`; Envoy aborts on a template without leading `/`
 */
function checkTemplate(pattern: string): string | undefined {
  if (!pattern.startsWith('/')) {
    return `path template \`${pattern}\` has no leading \`/\`, which Istio accepts and Envoy dies of; write \`/${pattern}\``;
  }
  let restSeen = false;
  for (const segment of pattern.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (restSeen)
        return `path template \`${pattern}\` has an operator after \`{**}\`; \`{**}\` stands once and is the last operator`;
      restSeen = segment === '{**}';
    } else if (/[{}]/.test(segment)) {
      return `path template \`${pattern}\` has the segment \`${segment}\`; \`{*}\` and \`{**}\` stand alone between slashes`;
    } else if (!/^[\w.~%!$&'()+,;:@=-]+$/.test(segment)) {
      return `path template \`${pattern}\` has the segment \`${segment}\`; literal segments are not empty and hold no \`*\` or other special characters`;
    }
  }
  return undefined;
}

function noLeadingSlash(path: string): string {
  return `path \`${path}\` has no leading \`/\`, so it never matches; write \`/${path}\``;
}
