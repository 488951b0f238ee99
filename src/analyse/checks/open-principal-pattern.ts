/** Is access granted to a service account of any namespace, or of namespaces that a pattern leaves open? */
import { actionOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const openPrincipalPattern = checkEach('ZT142', 'AuthorizationPolicy', function* (policy, estate) {
  if (actionOf(policy) !== 'ALLOW') return;
  for (const { attribute, negated, value, path } of estate.values(policy)) {
    if (attribute !== 'source.principal' || negated || !leavesNamespaceOpen(value)) continue;
    yield {
      path,
      message: `principal \`${value}\` fits service accounts of namespaces that anybody may create; write the namespace out`,
    };
  }
});

/** A star alone is any identity at all; a pattern with the whole name of the namespace leaves only the rest open. */
function leavesNamespaceOpen(value: string): boolean {
  if (value === '*' || !/^\*.|.\*$/.test(value)) return false;
  return value.startsWith('*') ? !/\/[^/]+\/sa\/[^/]*$/.test(value) : !/\/ns\/[^/*]+\//.test(value);
}
