/** What do calls touch, and what becomes of them? They are tried one after the other, until one touches a region. */
import type { CaseRequest } from '../../cases/case-request';
import type { Allowed, Denied } from '../../evaluate/verdict';
import { principalOf } from '../../istio/identity';
import type { JsonObject } from '../../policy/json-object';
import type { Mesh } from '../../policy/model';
import { readCase } from '../../policy/read-case';
import type { Request } from '../../policy/request';
import { writeCase } from '../../policy/write-case';
import { meshNames } from '../mesh-names';
import type { Policy } from '../mutant';
import { callsAbout } from '../search/calls';
import { placesIn } from '../search/places';
import { simplest } from '../search/simplest';
import type { TouchingCall } from '../touch/call-touches';
import type { RegionPlace } from './region-parts';

/** A call that was tried: what becomes of it, and the regions that it touches. */
export interface Tried {
  readonly call: CaseRequest;
  readonly verdict: Allowed | Denied;
  readonly keys: ReadonlySet<string>;
}

/** Who tries calls. Regions go by keys. */
export interface Trials {
  readonly keyOf: (policy: object, place: RegionPlace) => string;
  readonly keysTouched: (request: Request) => ReadonlySet<string>;
  /** the first of these calls that touches the region, without what it touches it without, too */
  readonly firstIn: (calls: Iterable<Tried>, key: string) => Tried | undefined;
  /** what becomes of these requests, each by a workload of the mesh where one has the identity */
  readonly all: (requests: Iterable<Request>) => Iterable<Tried>;
  /** what becomes of calls that the policy suggests */
  readonly suggestedBy: (policy: Policy) => Iterable<Tried>;
}

/** Of calls that should be in a region so many are tried, and so many of those that a policy suggests. */
const MOST_TRIED = 40;
const MOST_SUGGESTED = 300;

/** Tries calls in this mesh. */
export function trialsIn(mesh: Mesh, touchesOf: (request: Request) => TouchingCall): Trials {
  const { trustDomain } = mesh.settings;
  const byIdentity = new Map(
    mesh.workloads.map((one) => [principalOf(trustDomain, one.namespace, one.serviceAccount), one]),
  );
  const callers = { principals: meshNames(mesh).principal, trustDomain };
  const placesOf = placesIn(mesh);
  const numbers = new Map<object, number>();

  function keyOf(policy: object, { rule, region }: RegionPlace): string {
    const number = numbers.get(policy) ?? numbers.size;
    numbers.set(policy, number);
    return `${number} ${rule} ${region}`;
  }

  function keysOf(touches: TouchingCall['touches']): ReadonlySet<string> {
    const keys = touches.flatMap(({ policy, rules }) =>
      rules.flatMap(({ rule, regions }) => regions.map((region) => keyOf(policy, { rule, region }))),
    );
    return new Set(keys);
  }

  /** What an external authorizer decides, or nobody can tell, no case can expect. */
  function tried(call: CaseRequest): readonly Tried[] {
    const { verdict, touches } = touchesOf(readCase({ ...call }));
    if (verdict.verdict !== 'allow' && verdict.verdict !== 'deny') return [];
    return [{ call, verdict, keys: keysOf(touches) }];
  }

  function asWorkload(request: Request): readonly Request[] {
    const { from } = request;
    const workload = from.kind === 'mtls' ? byIdentity.get(from.identity) : undefined;
    if (workload === undefined) return [];
    const { namespace, name } = workload;
    const ip = from.ip === undefined ? {} : { ip: from.ip };
    return [{ ...request, from: { kind: 'workload', workload: { namespace, name }, ...ip } }];
  }

  return {
    keyOf,
    keysTouched: (request) => keysOf(touchesOf(request).touches),
    firstIn(calls, key) {
      for (const one of calls) {
        if (!one.keys.has(key)) continue;
        return simplest(one, (simpler) =>
          tried(simpler).find(({ keys, verdict }) => keys.has(key) && verdict.verdict === one.verdict.verdict),
        );
      }
      return undefined;
    },
    *all(requests) {
      for (const request of first(requests, MOST_TRIED)) {
        for (const each of [...asWorkload(request), request]) yield* tried(withAudience(writeCase(each), mesh));
      }
    },
    *suggestedBy(before) {
      const calls = callsAbout({ before }, placesOf({ before }), callers);
      for (const call of first(calls, MOST_SUGGESTED)) yield* tried(call);
    },
  };
}

/** Tokens of a set say nothing of audiences: one is added where the issuer's rule asks for it. */
function withAudience(written: JsonObject, { requestAuthentications }: Mesh): CaseRequest {
  const call: CaseRequest = written as object as CaseRequest;
  const { token } = call.request ?? {};
  if (token === undefined || 'aud' in token || !('iss' in token)) return call;
  const rules = requestAuthentications.flatMap(({ jwtRules }) => jwtRules);
  const [aud] = rules.find(({ issuer }) => issuer === token.iss)?.audiences ?? [];
  return aud === undefined ? call : { ...call, request: { ...call.request, token: { ...token, aud } } };
}

function* first<T>(items: Iterable<T>, most: number): Generator<T> {
  let count = 0;
  for (const item of items) {
    yield item;
    if ((count += 1) === most) return;
  }
}
