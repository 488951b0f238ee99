/** Which program says what these policies say? */
import { dataPlaneOf } from '../evaluate/ways/data-plane';
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { USE_WAYPOINT } from '../policy/waypoint';
import { chartPlaces } from './chart-places';
import { type ImportPart, partAsItWas, partOfTarget } from './import-part';
import { type ImportedTarget, targetsOf } from './imported-target';
import type { PolicyObject } from './policy-object';
import { create, literal, named, namesIn, type Program, type Statement } from './program';
import { sortPolicies } from './sort-policies';
import { variableNames } from './variable-names';
import { identityStatement, partOfMesh, partOfNamespace } from './whole-part';

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
  const charts = chartPlaces(policies, variable);
  const open = policies.filter((one) => !kept.has(one));
  const { whole, selecting, others } = sortPolicies(open, rootNamespace);
  const namespaces = new Map<string, string>();
  const wholeParts = whole.map((part): ImportPart => {
    const [{ namespace }] = part as [PolicyObject];
    if (namespace === rootNamespace) return partOfMesh(part, charts.take(namespace, 'baseline'), rootNamespace);
    const name = variable(namespace);
    namespaces.set(namespace, name);
    return partOfNamespace(part, name, charts.take(namespace, namespace), isAmbient(mesh, namespace));
  });

  const identities = new Map<string, { readonly variable: string; readonly statement: Statement }>();
  const declare = (chart: string, one: ObjectName, target?: ImportedTarget): string => {
    const name = variable(one.name, `${one.name}-of-${one.namespace}`);
    const place = charts.take(chart, chart === one.namespace ? one.name : `${one.namespace}-${one.name}`);
    identities.set(nameOf(one), { variable: name, statement: identityStatement(name, place, one, target) });
    return name;
  };
  // all targets are known by name before one of them calls another
  const found = targetsOf(selecting, mesh).map((target) =>
    'because' in target ? target : { target, variable: declare(target.namespace, target, target) },
  );
  const namesFor = (chart: string) => ({
    namespace: (name: string) => namespaces.get(name),
    identity: (principal: string): string | undefined => {
      const [, namespace, name] = /^cluster\.local\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
      if (namespace === undefined || name === undefined) return undefined;
      const known = identities.get(nameOf({ namespace, name }));
      return known?.variable ?? declare(charts.variables.has(namespace) ? namespace : chart, { namespace, name });
    },
  });
  const asItWas = (policy: PolicyObject, because: string): ImportPart =>
    partAsItWas(policy, charts.take(policy.namespace, `${policy.kind}-${policy.name}`), because);
  const routed = found.flatMap((each): readonly ImportPart[] => {
    if ('because' in each) return each.policies.map((one) => asItWas(one, each.because));
    const { namespace } = each.target;
    const placeOf = (wish: string) => charts.take(namespace, wish, `${wish}-routes`);
    return [partOfTarget(each.target, { variable: each.variable, placeOf, names: namesFor(namespace) })];
  });
  const left = [
    ...others.map(([one, because]) => asItWas(one, because)),
    ...[...kept].filter(([one]) => policies.includes(one)).map(([one, because]) => asItWas(one, because)),
  ];
  const parts = [...wholeParts, ...routed, ...left];
  return { program: assembled(charts.variables, { whole: wholeParts, identities, rest: [...routed, ...left] }), parts };
}

/** Whether ztunnel alone stands before all pods there; a waypoint is somebody else's, and no construct is it. */
function isAmbient(mesh: Mesh, namespace: string): boolean {
  const own = mesh.workloads.filter((one) => one.namespace === namespace);
  const labelled = [...mesh.namespaces.filter(({ name }) => name === namespace), ...mesh.services, ...own];
  const isServed = labelled.some(
    (one) => USE_WAYPOINT in one.labels && (!('namespace' in one) || one.namespace === namespace),
  );
  return own.length > 0 && own.every((one) => dataPlaneOf(mesh, one).kind === 'ztunnel') && !isServed;
}

interface Pieces {
  readonly whole: readonly ImportPart[];
  readonly identities: ReadonlyMap<string, { readonly variable: string; readonly statement: Statement }>;
  readonly rest: readonly ImportPart[];
}

/** Charts first, then who is who, then who may do what: nothing is used before it is declared. */
function assembled(charts: ReadonlyMap<string, string>, { whole, identities, rest }: Pieces): Program {
  const used = new Set(rest.flatMap(({ statements }) => statements.flatMap(namesIn)));
  const needed = [...identities.values()].filter(({ variable }) => used.has(variable));
  return [
    { kind: 'comment', text: 'One chart a namespace.' },
    ...[...charts].map(([namespace, name]): Statement => ({
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
