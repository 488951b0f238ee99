/** Which program says what these policies say? */
import { groupBy } from '../policy/group-by';
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { compareText } from '../policy/object-order';
import {
  identityStatement,
  type ImportPart,
  partAsItWas,
  partOfMesh,
  partOfNamespace,
  partOfTarget,
  tryReasonAgainst,
} from './import-part';
import { type ImportedTarget, targetsOf } from './imported-target';
import { isAllowNothing, isStrict, type PolicyObject } from './policy-object';
import { create, literal, named, namesIn, type Program, type Statement } from './program';
import { tryReasonAgainstTokens } from './token-rule';
import { variableNames } from './variable-names';

/** The program, and its parts. INVARIANT: each policy is in one part. */
export interface ImportPlan {
  readonly program: Program;
  readonly parts: readonly ImportPart[];
}

/** Policies that stay as they were, and why. */
export type Kept = ReadonlyMap<PolicyObject, string>;

/** The plan for these policies of the mesh. The same policies give the same plan. */
export function planImport(policies: readonly PolicyObject[], mesh: Mesh, kept: Kept): ImportPlan {
  const variable = variableNames();
  const { rootNamespace } = mesh.settings;
  const charts = new Map(
    [...new Set(policies.map(({ namespace }) => namespace))]
      .sort(compareText)
      .map((namespace) => [namespace, { name: variable(`${namespace}-chart`), ids: new Set<string>() }]),
  );
  const chartOf = (namespace: string): string => charts.get(namespace)?.name ?? '';
  const idIn = (namespace: string, ...wishes: readonly string[]): string => {
    const ids = charts.get(namespace)?.ids ?? new Set();
    const numbered = wishes.map((wish) => `${wish}-${ids.size}`);
    const id = [...wishes, ...numbered].find((wish) => !ids.has(wish)) ?? '';
    ids.add(id);
    return id;
  };
  const open = policies.filter((one) => !kept.has(one));
  const { whole, selecting, others } = sorted(open, rootNamespace);
  const namespaces = new Map<string, string>();
  const wholeParts = whole.map((part): ImportPart => {
    const [{ namespace }] = part as [PolicyObject];
    if (namespace === rootNamespace)
      return partOfMesh(part, chartOf(namespace), idIn(namespace, 'baseline'), rootNamespace);
    const name = variable(namespace);
    namespaces.set(namespace, name);
    return partOfNamespace(part, name, chartOf(namespace), idIn(namespace, namespace));
  });

  const identities = new Map<string, { readonly variable: string; readonly statement: Statement }>();
  const declare = (chart: string, one: ObjectName, target?: ImportedTarget): string => {
    const name = variable(one.name, `${one.name}-of-${one.namespace}`);
    const id = chart === one.namespace ? idIn(chart, one.name) : idIn(chart, `${one.namespace}-${one.name}`);
    const statement = identityStatement(name, chartOf(chart), id, one, target);
    identities.set(nameOf(one), { variable: name, statement });
    return name;
  };
  const found = targetsOf(selecting, mesh);
  const targets = found.flatMap((each) => ('because' in each ? [] : [each]));
  const variables = new Map(targets.map((each) => [each, declare(each.namespace, each, each)]));
  const [firstChart = ''] = charts.keys();
  const names = {
    namespace: (name: string) => namespaces.get(name),
    identity: (principal: string): string | undefined => {
      const [, namespace, name] = /^cluster\.local\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
      if (namespace === undefined || name === undefined) return undefined;
      const known = identities.get(nameOf({ namespace, name }));
      return known?.variable ?? declare(charts.has(namespace) ? namespace : firstChart, { namespace, name });
    },
  };
  const asItWas = (policy: PolicyObject, because: string): ImportPart =>
    partAsItWas(policy, chartOf(policy.namespace), idIn(policy.namespace, `${policy.kind}-${policy.name}`), because);
  const routed = found.flatMap((each): readonly ImportPart[] => {
    if ('because' in each) return each.policies.map((one) => asItWas(one, each.because));
    const place = { variable: variables.get(each) ?? '', chart: chartOf(each.namespace), names };
    return [partOfTarget(each, { ...place, idOf: (wish) => idIn(each.namespace, wish, `${wish}-routes`) })];
  });
  const left = [
    ...others.map(([one, because]) => asItWas(one, because)),
    ...[...kept].filter(([one]) => policies.includes(one)).map(([one, because]) => asItWas(one, because)),
  ];
  const parts = [...wholeParts, ...routed, ...left];
  return { program: assembled(charts, { whole: wholeParts, identities, rest: [...routed, ...left] }), parts };
}

/** Policies by how much they are for: a whole namespace, some of its pods, or something else. */
function sorted(policies: readonly PolicyObject[], rootNamespace: string) {
  const whole: PolicyObject[][] = [];
  const inWhole = new Set<PolicyObject>();
  for (const [namespace, own] of groupBy(policies, (one) => one.namespace)) {
    const modes = own.filter((one) => one.kind === 'PeerAuthentication' && Object.keys(one.labels).length === 0);
    const [strict, ...otherModes] = modes;
    const closing = own.find(isAllowNothing);
    // two modes for one namespace: the older one counts, which manifests do not tell
    if (strict === undefined || otherModes.length > 0 || !isStrict(strict)) continue;
    if (closing === undefined && namespace !== rootNamespace) continue;
    const part = closing === undefined ? [strict] : [strict, ...own.filter(isAllowNothing)];
    whole.push(part);
    part.forEach((one) => inWhole.add(one));
  }
  const rest = policies.filter((one) => !inWhole.has(one));
  const selecting = rest.filter(
    (one) =>
      one.namespace !== rootNamespace && Object.keys(one.labels).length > 0 && tryReasonAgainst(one) === undefined,
  );
  const against = new Map(
    selecting
      .filter(({ kind }) => kind === 'RequestAuthentication')
      .flatMap((one) => {
        const because = tryReasonAgainstTokens(one, selecting);
        return because === undefined ? [] : [[one, because] as const];
      }),
  );
  return {
    whole: whole.sort(([a], [b]) => compareText(a?.namespace ?? '', b?.namespace ?? '')),
    selecting: selecting.filter((one) => !against.has(one)),
    others: rest
      .filter((one) => against.has(one) || !selecting.includes(one))
      .map((one) => [one, against.get(one) ?? reasonFor(one, rootNamespace)] as const),
  };
}

function reasonFor(policy: PolicyObject, rootNamespace: string): string {
  const { kind, namespace, labels } = policy;
  const wordless = tryReasonAgainst(policy);
  if (wordless !== undefined) return wordless;
  if (kind === 'RequestAuthentication') return 'a JwtProtectedApi would also demand the token, which this does not';
  const isOfMesh = namespace === rootNamespace;
  if (isOfMesh && Object.keys(labels).length > 0) return 'it reaches pods with its labels in every namespace';
  if (kind === 'AuthorizationPolicy') return `it is for all pods of the ${isOfMesh ? 'mesh' : 'namespace'}`;
  return isOfMesh
    ? 'a MeshBaseline accepts mTLS only, and says so once'
    : 'a ZeroTrustNamespace accepts mTLS only and allows nothing by itself, which these policies do not both say';
}

interface Pieces {
  readonly whole: readonly ImportPart[];
  readonly identities: ReadonlyMap<string, { readonly variable: string; readonly statement: Statement }>;
  readonly rest: readonly ImportPart[];
}

/** Charts first, then who is who, then who may do what: nothing is used before it is declared. */
function assembled(
  charts: ReadonlyMap<string, { readonly name: string }>,
  { whole, identities, rest }: Pieces,
): Program {
  const used = new Set(rest.flatMap(({ statements }) => statements.flatMap(namesIn)));
  const needed = [...identities.values()].filter(({ variable }) => used.has(variable));
  return [
    { kind: 'comment', text: 'One chart a namespace.' },
    ...[...charts].map(([namespace, { name }]): Statement => ({
      kind: 'declare',
      name,
      value: create('Chart', named('app'), literal(namespace)),
    })),
    ...section(
      'What is closed until a route says otherwise.',
      whole.flatMap(({ statements }) => statements).map((each) => undeclaredUnless(each, used)),
    ),
    ...section(
      'Who is who.',
      needed.map(({ statement }) => statement),
    ),
    ...[...charts.keys()].flatMap((namespace) => {
      const own = rest.filter((part) => part.namespace === namespace).flatMap(({ statements }) => statements);
      return section(`Who may do what in ${namespace}.`, own);
    }),
  ];
}

/** A variable that nobody uses is none. */
function undeclaredUnless(statement: Statement, used: ReadonlySet<string>): Statement {
  return statement.kind === 'declare' && !used.has(statement.name) ? { kind: 'do', value: statement.value } : statement;
}

function section(title: string, statements: readonly Statement[]): readonly Statement[] {
  return statements.length === 0 ? [] : [{ kind: 'comment', text: title }, ...statements];
}
