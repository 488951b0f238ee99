/** A part of a set of policies that is taken over together, and how the constructs say it. */
import { asObject, asObjects, type JsonObject, tryString } from '../policy/json-object';
import type { Place } from './chart-places';
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
export function partAsItWas(policy: PolicyObject, { chart, id }: Place, because: string): ImportPart {
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

/** What is around a part in the program. */
export interface PartPlace {
  /** of the target */
  readonly variable: string;
  readonly names: KnownNames;
  /** where a construct stands, by an id like this one */
  readonly placeOf: (wish: string) => Place;
}

/** Why constructs could not say it, whatever else is for the same pods; undefined: there are words for it. */
export function tryReasonAgainst(policy: PolicyObject): string | undefined {
  if (policy.peculiar !== undefined) return policy.peculiar;
  const nobody = { namespace: () => undefined, identity: () => undefined };
  const nowhere: PartPlace = { variable: '', names: nobody, placeOf: (id) => ({ chart: '', id }) };
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
  wish: string,
  props: Readonly<Record<string, Expression | undefined>>,
  { placeOf }: PartPlace,
): Statement {
  const { chart, id } = placeOf(wish);
  return { kind: 'do', value: create(type, named(chart), literal(id), object(props)) };
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
