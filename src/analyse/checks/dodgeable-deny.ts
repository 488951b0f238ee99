/** Does a DENY rule compare a header or host that the caller can spell in another way? */
import { joinedHeaders } from '../../istio/joined-headers';
import { actionOf, type ComparedValue, rulesOf, valuesOfRule } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const dodgeableDeny = checkEach('ZT110', 'AuthorizationPolicy', function* (policy) {
  if (actionOf(policy) !== 'DENY') return;
  for (const rule of rulesOf(policy)) {
    const values = valuesOfRule(rule);
    const hosts = values
      .filter(({ attribute, negated }) => attribute === 'hosts' && !negated)
      .map(({ value }) => value);
    for (const compared of values) {
      const message = headerProblem(compared) ?? hostProblem(compared, hosts);
      if (message !== undefined) yield { path: compared.path, message };
    }
  }
});

/** A prefix pattern still matches what is joined behind it, and `*` whatever there is. */
function headerProblem({ attribute, negated, value }: ComparedValue): string | undefined {
  const header = /^request\.headers\[([^\]"'`]+)\]$/.exec(attribute)?.[1]?.toLowerCase();
  if (header === undefined || negated || !joinedHeaders.has(header) || value === '*') return undefined;
  return `header \`${header}\` sent twice arrives as one value joined by a comma, which \`${value}\` does not match, so the caller passes; allow what is known instead`;
}

function hostProblem({ attribute, negated, value }: ComparedValue, hosts: readonly string[]): string | undefined {
  if (attribute !== 'hosts' || negated || value === '*' || value.endsWith('*') || /:\d+$/.test(value)) return undefined;
  // `*.a.com:*` would be a literal star: there is no pattern for a suffix with any port
  if (value.startsWith('*')) {
    return `host \`${value}\` with a port or a trailing dot is not matched by this DENY, and no pattern can; allow what is known instead`;
  }
  const missing = [`${value}:*`, `${value}.`].filter((form) => !hosts.includes(form) && !value.endsWith('.'));
  if (missing.length === 0) return undefined;
  const forms = missing.map((form) => `\`${form}\``).join(' and ');
  return `host \`${value}\` is also \`${value}:80\` and \`${value}.\` in a request, which this DENY does not match; add ${forms}`;
}
