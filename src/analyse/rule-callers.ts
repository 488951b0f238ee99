/** Whom does a rule name? Rules that name different callers have no request in common, which needs no sets to see. */
import { ofKind } from '../policy/condition-value';
import type { Clause, Condition, Rule } from '../policy/rule';

/** The callers, in whichever trust domain, of which each request is; undefined: the rule does not spell them out. */
export function callersNamed({ clauses }: Rule): ReadonlySet<string> | undefined {
  for (const clause of clauses) {
    const callers = namedIn(clause);
    if (callers !== undefined) return callers;
  }
  return undefined;
}

/** Whether both may match one request, as far as the callers tell. */
export function mayShareCallers(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === undefined || b === undefined || [...a].some((caller) => b.has(caller));
}

function namedIn({ alternatives }: Clause): ReadonlySet<string> | undefined {
  const callers = new Set<string>();
  for (const conditions of alternatives) {
    const named = conditions.map(namedBy).find((each) => each !== undefined);
    if (named === undefined) return undefined;
    named.forEach((caller) => callers.add(caller));
  }
  return callers;
}

/** Aliases stand for the trust domain, so that it tells no callers apart. */
function namedBy({ values }: Condition): readonly string[] | undefined {
  const principals = ofKind(values, 'principal').map(({ pattern }) =>
    pattern.kind === 'exact' ? pattern.text.slice(pattern.text.indexOf('/') + 1) : undefined,
  );
  const accounts = ofKind(values, 'serviceAccount').map(({ namespace, name }) => `ns/${namespace}/sa/${name}`);
  const all = [...principals, ...accounts];
  const known = all.filter((caller) => caller !== undefined);
  // a value that is neither may be anybody
  return values.length > 0 && known.length === values.length ? known : undefined;
}
