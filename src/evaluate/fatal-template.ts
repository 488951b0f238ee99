/** Which policies kill the Envoy that loads them. Admission takes them, so they may be there. */
import { isPathTemplate } from '../istio/path-pattern';
import type { AuthorizationPolicy } from '../policy/model';
import type { Condition } from '../policy/rule';
import { rulesOf } from '../policy/rule';
import { nameOf } from './network-index';

/**
 * The path templates that do not begin with `/`, one sentence each: Envoy aborts, and what becomes of calls then hangs
 * on when it was started.
 */
export function fatalTemplates(policies: readonly AuthorizationPolicy[]): readonly string[] {
  return policies.flatMap((policy) =>
    rulesOf(policy.rules)
      .flatMap(({ clauses }) => clauses.flatMap(({ alternatives }) => alternatives.flat()))
      .flatMap(templatesIn)
      .filter((template) => !template.startsWith('/'))
      .map((template) => `Envoy aborts on path \`${template}\` of AuthorizationPolicy \`${nameOf(policy)}\``),
  );
}

function templatesIn({ attribute, values, notValues }: Condition): readonly string[] {
  return attribute.kind === 'path' ? [...values, ...notValues].filter(isPathTemplate) : [];
}
