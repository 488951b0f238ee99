/** Does an exact path end in a slash, so that it matches nothing below it? */
import { checkEach } from '../check-rule';

export const exactPathWithSlash = checkEach('ZT102', 'AuthorizationPolicy', function* (policy, estate) {
  const paths = estate.values(policy).filter(({ attribute }) => attribute === 'paths');
  const placed = new Set(paths.map(({ value, path }) => inList(path, value)));
  for (const { value, path } of paths) {
    if (!/^\/[^*{}]*\/$/.test(value)) continue;
    // beside `/login` it is that path in its other spelling
    if (placed.has(inList(path, value.slice(0, -1)))) continue;
    yield {
      path,
      message: `path \`${value}\` matches that one path only, and nothing below it; write \`${value}*\` for what is below`,
    };
  }
});

/** A value, and the list that it stands in. */
function inList(path: readonly (string | number)[], value: string): string {
  return JSON.stringify([path.slice(0, -1), value]);
}
