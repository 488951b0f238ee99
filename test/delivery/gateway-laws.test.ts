import * as fc from 'fast-check';
import { deliveredObject } from '../../src/delivery/delivered-object';
import { syncPassage } from '../../src/delivery/passage';
import { PRUNING } from '../../src/delivery/sync-plan';
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import type { Request } from '../../src/policy/request';
import { annotated, made, namespace, policy, rollout, strict, waved, workload } from './estate';
import { passedIn } from './every-state';
import { atGateway, denying, GATEWAY, paths, routeTo } from './gateway-estate';

const FIXED = [namespace(), ...workload('api'), ...workload('db'), strict(), ...GATEWAY];
const network = (name: string, spec: JsonObject) => made('NetworkPolicy', name, { spec });

/** Policies that may be there or not, each in some forms; at the gateway first. */
const POLICIES: readonly (readonly JsonObject[])[] = [
  [atGateway('a', denying('/admin')), atGateway('a', denying('/x', '/admin')), atGateway('a', { rules: paths('/x') })],
  [atGateway('b', { rules: [{}] }), made('AuthorizationPolicy', 'edge/b', { spec: { rules: paths('/admin') } })],
  [atGateway('c', { rules: [{}] }), atGateway('c', { rules: paths('/admin') })],
  [
    network('edge/deny', { podSelector: {}, policyTypes: ['Ingress'] }),
    network('edge/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  ],
  [network('edge/open', { podSelector: { matchLabels: { istio: 'gw' } }, policyTypes: ['Ingress'], ingress: [{}] })],
  [policy('api-deny', 'api', denying('/admin')), policy('api-deny', 'api', denying('/x', '/admin'))],
  [policy('api-open', 'api', { rules: paths('/x') }), policy('api-open', undefined, { rules: [{}] })],
];
const ROUTES = [routeTo('api'), routeTo('db')];

const perhaps = (forms: readonly JsonObject[]) =>
  fc
    .option(fc.record({ object: fc.constantFrom(...forms), wave: fc.constantFrom(0, 0, 1) }), { freq: 2 })
    .map((one) => (one === null ? [] : [annotated(one.object, { 'argocd.argoproj.io/sync-wave': String(one.wave) })]));
const some = (...lists: readonly (readonly JsonObject[])[]) =>
  fc.tuple(...lists.map(perhaps)).map((objects) => [...FIXED, ...objects.flat()]);
/** A gateway that lets nobody in but those whom another policy does. */
const routed = some(...POLICIES).map((objects) => [...objects, atGateway('none', {}), routeTo('api')]);
const twoOf = (objects: fc.Arbitrary<readonly JsonObject[]>) => fc.tuple(objects, objects);

/** All that stands in `edge`, in another namespace. */
const movedTo = (space: string, objects: readonly JsonObject[]): readonly JsonObject[] => [
  ...(space === 'shop' ? [] : [namespace(space)]),
  ...(JSON.parse(JSON.stringify(objects).replaceAll('edge', space)) as JsonObject[]),
];
const read = (objects: readonly JsonObject[]) => objects.map((object) => deliveredObject(object, 'default'));

const RANKS = { deny: 0, depends: 1, allow: 2, undecided: undefined } as const;
/** How open each path of the gateway is when these are there; undefined: it cannot be told. */
const ranksIn = (objects: readonly JsonObject[], space: string) => {
  const judge = evaluator(readMesh(objects));
  return ['/', '/x', '/admin'].map((path) => {
    const probe: Request = {
      from: { kind: 'plaintext' },
      to: { kind: 'gateway', gateway: { namespace: space, name: 'gate' }, port: 80 },
      http: { method: 'GET', path, host: 'api.com', headers: [], tokens: [] },
    };
    return RANKS[judge(probe).verdict];
  });
};

/** What a route leads to at one end is not followed to where it leads at the other: with other routes, no outages. */
const ESTATES = [
  { what: 'opens or fails', kinds: ['exposure', 'outage'], estates: twoOf(routed) },
  { what: 'opens, whatever is routed where,', kinds: ['exposure'], estates: twoOf(some(...POLICIES, ROUTES)) },
];
const ENDS = [...FIXED, atGateway('none', {}), routeTo('api')];
/** In between nobody is let in, and then `/admin` is denied by nobody. */
const EXAMPLES: [[JsonObject[], JsonObject[]], string][] = [
  [
    [
      [...ENDS, atGateway('b', { rules: [{}] })],
      [...ENDS, atGateway('c', { rules: [{}] })],
    ],
    'edge',
  ],
  [
    [
      [...FIXED, routeTo('api'), atGateway('a', denying('/admin'))],
      [...FIXED, routeTo('api'), ...waved([policy('api-deny', 'api', denying('/admin'))], { AuthorizationPolicy: 1 })],
    ],
    'edge',
  ],
];
/** A namespace of its own, that of the workload, and the root namespace. */
const PLACES = ['edge', 'shop', 'istio-system'];

test.each(ESTATES)(
  'what $what for the internet in any order of any step is told, or undecided',
  ({ kinds, estates }) => {
    const met = new Set<string>();
    fc.assert(
      fc.property(estates, fc.constantFrom(...PLACES), (ends, space) => {
        const [before, after] = ends.map((objects) => movedTo(space, objects)) as [JsonObject[], JsonObject[]];
        const { gaps, undecided } = rollout(before, after);
        const [old, next] = [ranksIn(before, space), ranksIn(after, space)];
        const isOf = ({ course, from }: { readonly course: string; readonly from?: object }) =>
          course === 'sync' && (from === undefined || 'internet' in from);
        const told = new Set(gaps.filter(isOf).map(({ kind }) => kind as string));
        const passed = new Set<string>();
        passedIn(syncPassage(read(before), read(after), PRUNING), (state) => {
          ranksIn([...state.values()], space).forEach((now, index) => {
            const [a, c] = [old[index], next[index]];
            if (a === undefined || now === undefined || c === undefined) return;
            passed.add(now > Math.max(a, c) ? 'exposure' : now < Math.min(a, c) ? 'outage' : 'silence');
          });
        });
        for (const kind of passed) met.add(kind);
        expect(undecided.some(isOf) ? [] : kinds.filter((kind) => passed.has(kind) && !told.has(kind))).toEqual([]);
      }),
      { numRuns: 15, examples: EXAMPLES },
    );
    expect([...kinds, 'silence'].filter((kind) => !met.has(kind))).toEqual([]);
  },
);
