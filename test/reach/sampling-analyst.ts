/** A stand-in for the analyst: exact about a handful of requests, each of which the decision engine is asked about. */
import { evaluator } from '../../src/evaluate/evaluate';
import { nameOf } from '../../src/policy/metadata';
import type { Mesh } from '../../src/policy/model';
import { portsListenedOn } from '../../src/policy/port-protocol';
import { readCase } from '../../src/policy/read-case';
import type { Request } from '../../src/policy/request';
import type { Condition } from '../../src/policy/rule';
import type { Allowance, Analyst, PortTarget, ReachCaller } from '../../src/reach/analyst';
import type { RequestSet } from '../../src/reach/request-set';
import { Regions } from '../../src/sets/regions';

const METHODS = ['GET', 'POST', 'DELETE'];
const PATHS = ['/', '/charges', '/admin/keys', '/health'];
const TOKENS = [undefined, { iss: 'https://login.example', sub: 'anna' }, { iss: 'https://other.example', sub: 'bob' }];
const SAMPLES = METHODS.flatMap((method) =>
  PATHS.flatMap((path) =>
    TOKENS.flatMap((token) =>
      [true, false].map((hasIdentity) => ({ method, path, ...(token && { token }), hasIdentity })),
    ),
  ),
);
type Sample = (typeof SAMPLES)[number];

export function samplingAnalyst(meshes: readonly [Mesh, ...Mesh[]]): Analyst {
  const judges = meshes.map(evaluator);
  const spaces = new Map<string, Regions>();
  const workloads = new Map(meshes.flatMap((mesh) => mesh.workloads).map((one) => [nameOf(one), one]));
  const ports = new Map<string, PortTarget>();
  for (const mesh of meshes) {
    for (const workload of mesh.workloads) {
      for (const port of portsListenedOn(mesh, workload)) {
        const { namespace, name } = workload;
        ports.set(`${namespace}/${name}:${port}`, { workload: { namespace, name }, port });
      }
    }
  }
  const callers: readonly ReachCaller[] = [
    { kind: 'plaintext' },
    { kind: 'identity', identity: '*' },
    ...[...workloads.values()].map(({ namespace, name }): ReachCaller => ({
      kind: 'workload',
      workload: { namespace, name },
    })),
  ];
  const regionsAt = (target: PortTarget): Regions => {
    const key = `${nameOf(target.workload)}:${target.port}`;
    const regions = spaces.get(key) ?? new Regions([SAMPLES.length], 1000);
    spaces.set(key, regions);
    return regions;
  };
  const setOf = (target: PortTarget, holds: (sample: Sample) => boolean): RequestSet => {
    const regions = regionsAt(target);
    const bits = SAMPLES.reduce((sum, sample, index) => (holds(sample) ? sum | (1n << BigInt(index)) : sum), 0n);
    return { space: { regions } as RequestSet['space'], region: regions.box(new Map([[0, bits]])) };
  };
  const samplesIn = ({ space, region }: RequestSet): readonly Sample[] =>
    SAMPLES.filter((_, index) => space.regions.has(region, [index]));
  const callOf = ({ workload, port }: PortTarget, from: ReachCaller, { hasIdentity: _, ...request }: Sample): Request =>
    readCase({ from: fromOf(from), to: { workload: nameOf(workload), port }, request });
  const has = (mesh: Mesh, name: string) => mesh.workloads.some((one) => nameOf(one) === name);

  return {
    targets: [...ports.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target),
    reach: (target) =>
      callers.flatMap((from) => {
        const sets = meshes.map((mesh, index): Allowance | undefined => {
          const isThere = from.kind !== 'workload' || has(mesh, nameOf(from.workload));
          if (!isThere || !has(mesh, nameOf(target.workload))) return undefined;
          const own = SAMPLES.filter(({ hasIdentity }) => hasIdentity === (from.kind !== 'plaintext'));
          const verdicts = new Map(own.map((sample) => [sample, judges[index]?.(callOf(target, from, sample))]));
          const because = [...verdicts.values()].flatMap((one) => (one?.verdict === 'undecided' ? one.because : []));
          return {
            surely: setOf(target, (sample) => verdicts.get(sample)?.verdict === 'allow'),
            possibly: setOf(target, (sample) => (verdicts.get(sample)?.verdict ?? 'deny') !== 'deny'),
            undecided: [...new Set(because)],
          };
        });
        const isSomething = sets.some((one) => one !== undefined && samplesIn(one.possibly).length > 0);
        return isSomething ? [{ from, sets }] : [];
      }),
    where: (target, conditions) => setOf(target, (sample) => conditions.every((one) => holds(one, sample))),
    boxesOf: (set) => {
      const samples = samplesIn(set);
      if (samples.length === SAMPLES.length / 2) return [{}];
      return METHODS.flatMap((method) =>
        PATHS.flatMap((path) => {
          const here = samples.filter((one) => one.method === method && one.path === path);
          if (here.length === TOKENS.length) return [{ methods: [method], paths: [path] }];
          return here.map(({ token }) => ({
            methods: [method],
            paths: [path],
            ...(token === undefined ? { token: false } : { claims: { iss: { values: [token.iss] } } }),
          }));
        }),
      );
    },
    requestIn: (target, from, set) => {
      const [sample] = samplesIn(set);
      return sample === undefined ? undefined : callOf(target, from, sample);
    },
  };
}

function fromOf(from: ReachCaller): object {
  if (from.kind === 'workload') return { workload: nameOf(from.workload) };
  return from.kind === 'plaintext' ? { plaintext: true } : { identity: 'cluster.local/ns/nowhere/sa/nobody' };
}

function holds({ attribute, values, notValues }: Condition, sample: Sample): boolean {
  const fits = (pattern: string, value: string | undefined): boolean =>
    pattern.endsWith('*') ? value !== undefined && value.startsWith(pattern.slice(0, -1)) : value === pattern;
  if (attribute.kind === 'principal') return values.length === 0 && !sample.hasIdentity;
  const value = {
    method: sample.method,
    path: sample.path,
    requestPrincipal: sample.token && `${sample.token.iss}/${sample.token.sub}`,
  }[attribute.kind as 'method'];
  if (attribute.kind !== 'method' && attribute.kind !== 'path' && attribute.kind !== 'requestPrincipal') {
    throw new Error(`samples do not tell requests apart by ${attribute.kind}`);
  }
  return (values.length === 0 || values.some((one) => fits(one, value))) && !notValues.some((one) => fits(one, value));
}
