/** Does a rule ask for what it excludes again, so that it never matches? */
import type { Action } from '../../policy/model';
import { type Attribute, type Clause, type Condition, type Rule, rulesOf } from '../../policy/rule';
import type { RuleComparison } from '../../reach/rule-comparison';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Check } from '../check-rule';
import { enumerated } from '../names-in-messages';

export const contradictoryRule: Check = {
  code: 'ZT601',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const policy of mesh.authorizationPolicies) {
      for (const written of rulesOf(policy.rules)) {
        const rule = split(written);
        if (!mayContradict(rule)) continue;
        const placed: PlacedRule = { policy, rule };
        const core = estate.comparer().compare('core', policy, [placed], (rules) => coreOf(rules, placed));
        if (core === undefined) continue;
        const [first, ...others] = [...new Set(core.map(({ part }) => part))];
        const place = first === undefined || others.length > 0 ? [] : [first];
        const effect = EFFECTS[policy.action.kind];
        const message = `${reasonOf(core)}, so the rule never matches and ${effect}; ${adviceOf(core)}`;
        yield { manifest: manifestOf(policy), path: ['spec', 'rules', rule.index, ...place], message };
      }
    }
  },
};

const EFFECTS: Readonly<Record<Action['kind'], string>> = {
  ALLOW: 'allows nothing',
  DENY: 'denies nothing',
  AUDIT: 'logs nothing',
  CUSTOM: 'has nobody asked',
};

/** A condition of a rule that never matches, and where it stands. */
interface Placed {
  readonly part: Clause['part'];
  readonly condition: Condition;
}

/** The rule with each condition as one with values and one with `notValues`. */
function split({ index, clauses }: Rule): Rule {
  const halves = (written: Condition): readonly Condition[] => {
    // halves of one condition, and no others, share their attribute
    const condition = { ...written, attribute: { ...written.attribute } };
    return [
      ...(condition.values.length > 0 ? [{ ...condition, notValues: [] }] : []),
      ...(condition.notValues.length > 0 ? [{ ...condition, values: [] }] : []),
    ];
  };
  return {
    index,
    clauses: clauses.map(({ part, alternatives }) => ({
      part,
      alternatives: alternatives.map((conditions) => conditions.flatMap(halves)),
    })),
  };
}

/** Whether conditions look at the same, or one excludes everything; values that no request has are other findings. */
function mayContradict({ clauses }: Rule): boolean {
  const conditions = clauses.flatMap(({ alternatives }) => alternatives.flat());
  const unread = conditions.some(
    ({ attribute, values, notValues }) =>
      attribute.kind === 'unknown' ||
      attribute.kind === 'unreadable' ||
      [...values, ...notValues].some(({ kind }) => kind === 'unusable'),
  );
  const subjects = conditions.map(({ attribute }) => subjectOf(attribute));
  return (
    !unread &&
    (new Set(subjects).size < subjects.length ||
      conditions.some(({ notValues }) => notValues.some(({ text }) => text === '*')))
  );
}

/** Attributes with one subject are not independent of each other. */
function subjectOf(attribute: Attribute): string {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
    case 'sni':
      return 'caller';
    case 'requestPrincipal':
    case 'claim':
      return 'token';
    case 'sourceIp':
    case 'remoteIp':
      return 'address';
    case 'header':
      return { ':path': 'path', ':method': 'method', ':authority': 'host' }[attribute.name] ?? attribute.name;
    case 'metadata':
      return `${attribute.filter} ${attribute.key}`;
    case 'path':
    case 'method':
    case 'host':
    case 'port':
    case 'destinationIp':
    case 'unreadable':
    case 'unknown':
      return attribute.kind;
  }
}

/** Conditions that no request meets together, as few as will do; undefined: the rule may match. */
function coreOf(rules: RuleComparison, placed: PlacedRule): readonly Placed[] | undefined {
  const { policy, rule } = placed;
  const isNever = (clauses: readonly Clause[]): boolean =>
    rules.isNever({ policy, rule: { index: rule.index, clauses } }, ['http']);
  // what TCP ports make of a DENY rule is another finding
  const readers = rules.readers.filter((reader) => reader !== 'tcp');
  if (!rules.isNever(placed, readers)) return undefined;
  const isValueless = (condition: Condition): boolean =>
    condition.values.length > 0 && isNever([{ part: 'when', alternatives: [[condition]] }]);
  const clauses = rule.clauses.map(({ part, alternatives }) => ({
    part,
    alternatives: alternatives.filter((conditions) => !conditions.some(isValueless)),
  }));
  // a value that no request has is another finding
  if (clauses.some(({ alternatives }) => alternatives.length === 0)) return undefined;
  const all = clauses.flatMap(({ part, alternatives }) =>
    alternatives.flat().map((condition): Placed => ({ part, condition })),
  );
  const left = all.reduce<readonly Placed[]>((kept, one) => {
    const fewer = kept.filter((other) => other !== one);
    return isNever(restrictedTo(clauses, fewer)) ? fewer : kept;
  }, all);
  return left;
}

function restrictedTo(clauses: readonly Clause[], kept: readonly Placed[]): readonly Clause[] {
  const conditions = new Set(kept.map(({ condition }) => condition));
  return clauses.map(({ part, alternatives }) => ({
    part,
    alternatives: alternatives.map((all) => all.filter((condition) => conditions.has(condition))),
  }));
}

function reasonOf(core: readonly Placed[]): string {
  const [one, other, ...more] = core;
  if (one !== undefined && other === undefined) return `${fieldOf(one)} excludes every request`;
  if (one !== undefined && more.length === 0 && one.condition.attribute === other?.condition.attribute) {
    return `all of \`${one.condition.field}\` is excluded again in the same entry of \`${one.part}\``;
  }
  return `no request meets ${enumerated([...new Set(core.map(fieldOf))])} at once`;
}

function adviceOf({ length }: readonly Placed[]): string {
  if (length === 1) return 'remove it';
  return length === 2 ? 'remove one of the two' : 'remove one of them';
}

/** As in YAML. */
function fieldOf({ part, condition: { field, values } }: Placed): string {
  if (values.length > 0) return `\`${field}\``;
  if (part === 'when') return `\`${field}\` with \`notValues\``;
  return /^not[A-Z]/.test(field) ? `\`${field}\`` : `\`not${field.charAt(0).toUpperCase()}${field.slice(1)}\``;
}
