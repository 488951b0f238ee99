/** Does an invariant speak of requests that there can be? A misspelt value would hold for the wrong reason. */
import { normalisePath } from '../evaluate/matching/path-normalisation';
import { checkMethod } from '../istio/http-methods';
import { checkDnsLabel, checkHost, checkWildcard } from '../istio/names';
import { checkMatchablePath, checkWildcards, isPathTemplate } from '../istio/path-pattern';
import type { FieldPath } from '../policy/field-path';
import type { MeshSettings } from '../policy/mesh-settings';
import type { Mistake } from '../policy/shape';
import type { Callers } from '../reach/invariant';
import { isPossible } from '../reach/possible';
import { conditionsOf, identitiesOf } from '../reach/selection';
import type { Requests } from '../reach/space/request-box';

interface Field {
  readonly name: keyof Requests;
  readonly notName: keyof Requests;
  /** what no request is like, and a likely fix */
  readonly wrong: (value: string) => string | undefined;
  /** what is read otherwise than it looks, though there may be such requests */
  readonly misread: (value: string) => string | undefined;
}

const FIELDS: readonly Field[] = [
  {
    name: 'methods',
    notName: 'notMethods',
    wrong: (value) => (value.includes('*') ? (checkWildcard('method', value) ?? noMethod(value)) : checkMethod(value)),
    misread: (value) => checkWildcard('method', value),
  },
  {
    name: 'paths',
    notName: 'notPaths',
    wrong: checkMatchablePath,
    misread: (value) => (value === '*' || isPathTemplate(value) ? undefined : checkWildcards(value)),
  },
  { name: 'hosts', notName: 'notHosts', wrong: checkHost, misread: checkHost },
];

/** Values of `requests` that no request has, and such that leave none together; the paths begin at `requests`. */
export function impossibleRequests(requests: Requests | undefined, settings: MeshSettings): readonly Mistake[] {
  return FIELDS.flatMap((field): readonly Mistake[] => {
    const { name, notName } = field;
    const [values, notValues] = [requests?.[name] ?? [], requests?.[notName] ?? []];
    const wrong = [...impossibleValues(field, name, values), ...impossibleValues(field, notName, notValues)];
    if (wrong.length > 0 || isPossibleAs({ [name]: values, [notName]: notValues })) return wrong;
    const message =
      values.length === 0
        ? 'takes away every request; leave it out, or name fewer'
        : `takes away all that \`${name}\` names; leave one of them out`;
    return [{ path: [notName], message }];
  });

  function impossibleValues(
    { name: plain, wrong, misread }: Field,
    name: keyof Requests,
    values: readonly string[],
  ): readonly Mistake[] {
    return values.flatMap((value, index) => {
      const isNone = !isPossibleAs({ [plain]: [value] });
      const reason = isNone ? (wrong(value) ?? neverLeft(value, settings)) : misread(value);
      return reason === undefined ? [] : [{ path: [name, index], message: `cannot be meant: ${reason}` }];
    });
  }

  function isPossibleAs(part: Requests): boolean {
    return isPossible(conditionsOf(part), settings);
  }
}

function noMethod(pattern: string): string {
  const upper = pattern.toUpperCase();
  return upper === pattern
    ? `method \`${pattern}\` never matches, as no HTTP method is so; use one such as \`GET\`, or \`*\``
    : `method \`${pattern}\` never matches, as methods are compared with their case; write \`${upper}\``;
}

/** What is left of what no request has, once its path is normalised. */
function neverLeft(value: string, { pathNormalization, behaviour }: MeshSettings): string {
  const left = normalisePath(value, pathNormalization, behaviour);
  return left === undefined || left === value
    ? `\`${value}\` is what no request has`
    : `\`${value}\` is what no request has once paths are normalised; write \`${left}\``;
}

/** What of callers nobody can have: an identity, or a namespace, that is none. */
export function impossibleCallers(callers: Callers, settings: MeshSettings, path: FieldPath): readonly Mistake[] {
  const { identity, namespace } = callers;
  const name = namespace === undefined ? undefined : checkDnsLabel('namespace', namespace);
  const wrong: readonly Mistake[] =
    name === undefined ? [] : [{ path: [...path, 'namespace'], message: `cannot be meant: ${name}` }];
  if (identity === undefined) return wrong;
  const asked = identitiesOf([{ identity }], settings);
  const isNone = identity.includes('*') || (asked !== undefined && !isPossible([asked], settings));
  const expected = `\`${settings.trustDomain}/ns/<namespace>/sa/<service account>\``;
  const others = identity.includes('*') ? '; for those of a namespace, write `namespace`' : '';
  const reason = isNone ? `\`${identity}\` is no identity that a caller has; expected ${expected}${others}` : undefined;
  return reason === undefined
    ? wrong
    : [...wrong, { path: [...path, 'identity'], message: `cannot be meant: ${reason}` }];
}
