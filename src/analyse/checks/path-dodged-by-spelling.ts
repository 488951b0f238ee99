/** Does a DENY rule name a path that some servers know by another spelling, too, which gets through? */
import type { PathNormalization } from '../../policy/mesh-settings';
import type { AuthorizationPolicy } from '../../policy/model';
import { readValue } from '../../policy/read-value';
import { type Clause, type Condition, type Rule, rulesOf } from '../../policy/rule';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { enumerated } from '../names-in-messages';

export const pathDodgedBySpelling: Check = {
  code: 'ZT156',
  *find(estate) {
    // how the mesh normalises paths is what the answer depends on
    if (!estate.knowsSettings) return;
    const { manifestOf, mesh } = estate.inventory();
    for (const policy of mesh.authorizationPolicies) {
      if (policy.action.kind !== 'DENY' || policy.dryRun) continue;
      for (const rule of rulesOf(policy.rules)) {
        for (const place of pathsIn(rule)) {
          const dodging = spellingsOf(place.path, mesh.settings.pathNormalization).flatMap((spelling) => {
            const found = letThrough(estate, policy, { policy, rule: respelt(rule, place, spelling.path) });
            return found === undefined ? [] : [{ ...spelling, ...found }];
          });
          const first = dodging.find(({ isMended }) => isMended);
          // few servers pass over case, and where they do no setting of the mesh helps
          if (first === undefined) continue;
          const spelt = enumerated(dodging.map(({ path, by }) => `\`${path}\` (${by})`));
          const message = `some servers answer ${spelt} like \`${place.path}\`, and nothing denies that; allow what is known instead, or set \`pathNormalization\` to DECODE_AND_MERGE_SLASHES`;
          const path = ['spec', 'rules', rule.index, place.clause.part];
          yield { manifest: manifestOf(policy), path, message, ...(first.witness && { witness: first.witness }) };
          break; // what dodges one path of a rule mostly dodges all
        }
      }
    }
  },
};

/** A path that a rule names, alone or with all that begins so. */
interface PathPlace {
  readonly clause: Clause;
  readonly condition: Condition;
  readonly path: string;
}

function pathsIn({ clauses }: Rule): readonly PathPlace[] {
  return clauses.flatMap((clause) =>
    clause.alternatives.flat().flatMap((condition) =>
      condition.attribute.kind !== 'path'
        ? []
        : condition.values.flatMap((value): readonly PathPlace[] => {
            if (value.kind !== 'text') return [];
            const { pattern } = value;
            if (pattern.kind !== 'exact' && pattern.kind !== 'prefix') return [];
            const path = pattern.kind === 'prefix' && pattern.text.endsWith('/') ? `${pattern.text}a` : pattern.text;
            return /^\/[a-zA-Z]/.test(path) ? [{ clause, condition, path }] : [];
          }),
    ),
  );
}

interface Spelling {
  readonly path: string;
  /** in a few words, what is different */
  readonly by: string;
  /** a stronger normalisation makes it one with the path */
  readonly isMended: boolean;
}

/** Spellings that this normalisation leaves as they are. */
function spellingsOf(path: string, normalization: PathNormalization): readonly Spelling[] {
  const slashes: readonly Spelling[] =
    normalization === 'NONE' || normalization === 'BASE'
      ? [{ path: `/${path}`, by: 'two slashes', isMended: true }]
      : [];
  const inner = path.indexOf('/', 1);
  const escaped: readonly Spelling[] =
    inner < 0 || normalization === 'DECODE_AND_MERGE_SLASHES'
      ? []
      : [{ path: `${path.slice(0, inner)}%2F${path.slice(inner + 1)}`, by: 'an escaped slash', isMended: true }];
  const letter = path.charAt(1);
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  return [...slashes, ...escaped, { path: `/${other}${path.slice(2)}`, by: 'the case of letters', isMended: false }];
}

/** The rule about this spelling of the path alone. */
function respelt({ index, clauses }: Rule, { clause, condition }: PathPlace, path: string): Rule {
  const values = [readValue(condition.attribute, path, '')];
  return {
    index,
    clauses: clauses.map((one) =>
      one === clause
        ? {
            ...one,
            alternatives: one.alternatives
              .filter((all) => all.includes(condition))
              .map((all) => all.map((each) => (each === condition ? { ...each, values } : each))),
          }
        : one,
    ),
  };
}

/** Whether such a request surely passes all policies; with an example, if there is one to tell. */
function letThrough(
  estate: Estate,
  policy: AuthorizationPolicy,
  spelling: PlacedRule,
): { readonly witness?: Readonly<Record<string, unknown>> } | undefined {
  const { maybeWith, near, surelyWith } = estate.rulesInForce();
  const denying = near(spelling, maybeWith(policy, 'DENY'));
  const allowing = near(spelling, surelyWith(policy, 'ALLOW'));
  const isOpen = maybeWith(policy, 'ALLOW').length === 0;
  if (!isOpen && allowing.length === 0) return undefined;
  const comparer = estate.comparer();
  const question = isOpen ? 'spelling where all is open' : 'spelling';
  return comparer.compare(question, policy, [spelling, ...denying, ...allowing], (rules) => {
    const wanted = (isOpen ? [[spelling]] : allowing.map((one) => [spelling, one]))
      .map((matches) => ({ matches, butNot: denying }))
      .find((one) => rules.isThere(one));
    if (wanted === undefined) return undefined;
    const witness = comparer.replayed(rules.exampleOf(wanted), 'allow');
    return witness === undefined ? {} : { witness };
  });
}
