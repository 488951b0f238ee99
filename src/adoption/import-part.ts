/** A part of a set of policies that is taken over together, and how the constructs say it. */
import { asObject, asObjects, type JsonObject, tryString } from '../policy/json-object';
import type { ObjectName } from '../policy/metadata';
import type { ImportedTarget } from './imported-target';
import { actionOf, type PolicyObject } from './policy-object';
import { call, create, type Expression, list, literal, named, object, plain, type Statement } from './program';
import { type KnownNames, NoCounterpart, wordsFor } from './rule-expression';
import { type Tokens, tokensIn, tryApis } from './token-rule';
import { writtenMetadata } from './written-metadata';

/** A part, and how it is written. */
export interface ImportPart {
  readonly policies: readonly PolicyObject[];
  readonly namespace: string;
  readonly statements: readonly Statement[];
  /** the pods that it is for; undefined: all of the namespace, or of the mesh */
  readonly target?: ImportedTarget;
  /** why it is written as it was */
  readonly asItWas?: string;
}

/** Why a weaker mode is kept: nobody else knows. */
const REASON = 'as it was when these policies were imported';

/** A policy as it was, by the means of cdk8s alone. */
export function partAsItWas(policy: PolicyObject, chart: string, id: string, because: string): ImportPart {
  const { manifest, kind, name, namespace } = policy;
  const { apiVersion, metadata, spec } = manifest.object;
  const value = create(
    'ApiObject',
    named(chart),
    literal(id),
    object({
      apiVersion: plain(apiVersion),
      kind: literal(kind),
      metadata: plain({ ...writtenMetadata(asObject(metadata, 'metadata')), namespace }),
      spec: spec === undefined ? undefined : plain(spec),
    }),
  );
  const words: Statement = { kind: 'comment', text: `${kind} ${name} as it was: ${because}` };
  return { policies: [policy], namespace, statements: [words, { kind: 'do', value }], asItWas: because };
}

/** Where a part stands in the program. */
export interface PartPlace {
  /** of the target */
  readonly variable: string;
  readonly chart: string;
  readonly names: KnownNames;
  /** the id of a construct in the chart, like this one */
  readonly idOf: (wish: string) => string;
}

/** Why constructs could not say it, whatever else is for the same pods; undefined: there are words for it. */
export function tryReasonAgainst(policy: PolicyObject): string | undefined {
  if (policy.peculiar !== undefined) return policy.peculiar;
  const nobody = { namespace: () => undefined, identity: () => undefined };
  const nowhere: PartPlace = { variable: '', chart: '', names: nobody, idOf: (wish) => wish };
  try {
    if (policy.kind === 'AuthorizationPolicy') routeStatements(policy, tokensIn([]), nowhere);
    if (policy.kind === 'PeerAuthentication') modeStatement(policy, nowhere);
    return undefined;
  } catch (error) {
    if (!(error instanceof NoCounterpart)) throw error;
    return error.message;
  }
}

/** The routes of a target, and which connections it accepts. INVARIANT: there are words for each of its policies. */
export function partOfTarget(target: ImportedTarget, place: PartPlace): ImportPart {
  const { policies, namespace, labels } = target;
  const routes = policies.filter((one) => one.kind === 'AuthorizationPolicy');
  const modes = policies.filter((one) => one.kind === 'PeerAuthentication');
  const bind: Statement = { kind: 'do', value: call(place.variable, 'select', plain(labels)) };
  const tokens = tokensIn(policies);
  const statements = [
    bind,
    ...modes.map((one) => modeStatement(one, place)),
    ...routes.flatMap((one) => routeStatements(one, tokens, place)),
  ];
  return { policies, namespace, statements, target };
}

function routeStatements(policy: PolicyObject, tokens: Tokens, place: PartPlace): readonly Statement[] {
  const action = actionOf(policy);
  if (action !== 'ALLOW' && action !== 'DENY') throw new NoCounterpart(`no construct writes the action \`${action}\``);
  const rules = asObjects(policy.spec['rules'], 'rules');
  return rules.flatMap((rule, index) => {
    const id = rules.length === 1 ? policy.name : `${policy.name}-${index + 1}`;
    const apis = action === 'ALLOW' ? tryApis(rule, tokens, place.names) : undefined;
    if (apis === undefined) return routeStatement(action, rule, id, place);
    return apis.map((api, number) =>
      newStatement(
        'JwtProtectedApi',
        apis.length === 1 ? id : `${id}-${number + 1}`,
        { target: named(place.variable), ...api },
        place,
      ),
    );
  });
}

function routeStatement(action: 'ALLOW' | 'DENY', rule: JsonObject, id: string, place: PartPlace): Statement {
  const { from, operations, conditions } = wordsFor(rule, place.names);
  const [only, ...others] = from;
  if (only !== undefined && others.length === 0 && conditions.length === 0) {
    const method = action === 'ALLOW' ? 'allowFrom' : 'denyFrom';
    return { kind: 'do', value: call(place.variable, method, only, ...operations) };
  }
  const some = (items: readonly Expression[]): Expression | undefined => (items.length === 0 ? undefined : list(items));
  const props = { from: some(from), operations: some(operations), conditions: some(conditions) };
  return newStatement(
    action === 'ALLOW' ? 'AllowRoute' : 'DenyRoute',
    id,
    { to: named(place.variable), ...props },
    place,
  );
}

function newStatement(
  type: string,
  id: string,
  props: Readonly<Record<string, Expression | undefined>>,
  { chart, idOf }: PartPlace,
): Statement {
  return { kind: 'do', value: create(type, named(chart), literal(idOf(id)), object(props)) };
}

function modeStatement({ name, spec }: PolicyObject, place: PartPlace): Statement {
  const mode = modeOf(spec['mtls']);
  if (mode === undefined) throw new NoCounterpart('it says nothing of ports that it does not name');
  const ports = Object.entries(asObject(spec['portLevelMtls'], 'portLevelMtls')).map(([port, mtls]) => {
    const own = modeOf(mtls);
    if (own === undefined) throw new NoCounterpart(`it names port \`${port}\` without a mode`);
    return { port: Number(port), mode: own };
  });
  const isWeaker = [mode, ...ports.map((one) => one.mode)].some((one) => one !== 'STRICT');
  const props = {
    target: named(place.variable),
    mode: mode === 'STRICT' ? undefined : named('MtlsMode', mode),
    ports:
      ports.length === 0
        ? undefined
        : list(ports.map((one) => object({ port: literal(one.port), mode: named('MtlsMode', one.mode) }))),
    reason: isWeaker ? literal(REASON) : undefined,
  };
  return newStatement('MutualTls', `${name}-mtls`, props, place);
}

function modeOf(mtls: unknown): string | undefined {
  const mode = tryString(asObject(mtls, 'mtls')['mode'], 'mode');
  return mode === 'UNSET' ? undefined : mode;
}

/** mTLS and default deny for a namespace. */
export function partOfNamespace(
  policies: readonly PolicyObject[],
  variable: string,
  chart: string,
  id: string,
): ImportPart {
  const [{ namespace }] = policies as [PolicyObject];
  const value = call('ZeroTrustNamespace', 'fromName', named(chart), literal(id), literal(namespace));
  return { policies, namespace, statements: [{ kind: 'declare', name: variable, value }] };
}

/** mTLS, and perhaps default deny, for the whole mesh. */
export function partOfMesh(policies: readonly PolicyObject[], chart: string, id: string, root: string): ImportPart {
  const [{ namespace }] = policies as [PolicyObject];
  const props: Readonly<Record<string, Expression | undefined>> = {
    rootNamespace: root === 'istio-system' ? undefined : literal(root),
    defaultDeny: policies.length > 1 ? undefined : literal(false),
    accessLogs: literal(false),
  };
  const value = create('MeshBaseline', named(chart), literal(id), object(props));
  return { policies, namespace, statements: [{ kind: 'do', value }] };
}

/** The identity of a target, or of somebody who calls one. */
export function identityStatement(
  variable: string,
  chart: string,
  id: string,
  { namespace, name }: ObjectName,
  target?: ImportedTarget,
): Statement {
  const ports = target?.ports ?? [];
  const props = object({
    namespace: literal(namespace),
    name: literal(name),
    ports:
      ports.length === 0
        ? undefined
        : list(ports.map(({ port, isHttp }) => call('WorkloadPort', isHttp ? 'http' : 'tcp', literal(port)))),
    allowSharing: target?.isShared === true ? literal(true) : undefined,
  });
  const value = call('ServiceIdentity', 'fromServiceAccount', named(chart), literal(id), props);
  return { kind: 'declare', name: variable, value };
}
