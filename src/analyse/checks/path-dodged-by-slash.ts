/** Does a DENY rule name a path that most servers answer with a slash behind it, too, which the rule then misses? */
import { actionOf, operationsOf, rulesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';
import { asItems } from '../raw-field';

export const pathDodgedBySlash = checkEach('ZT143', 'AuthorizationPolicy', function* (policy) {
  if (actionOf(policy) !== 'DENY') return;
  const denied = rulesOf(policy)
    .flatMap(operationsOf)
    .map(({ path, fields }) => ({ path: [...path, 'paths'], paths: asItems(fields.paths) }));
  const all = denied.flatMap(({ paths }) => paths);
  for (const { path, paths } of denied) {
    for (const [index, value] of paths.entries()) {
      if (typeof value !== 'string' || !/^\/[^*{}]*[^*{}/]$/.test(value)) continue;
      if (all.some((other) => typeof other === 'string' && covers(other, `${value}/`))) continue;
      yield {
        path: [...path, index],
        message: `\`${value}/\` is not denied, and most servers answer it like \`${value}\`; add \`${value}/*\``,
      };
    }
  }
});

function covers(pattern: string, path: string): boolean {
  if (pattern.startsWith('*')) return path.endsWith(pattern.slice(1));
  if (/[{}]/.test(pattern)) return true; // what a template covers is not judged here
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
