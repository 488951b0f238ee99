/** Who may send what to whom? Every edge of a mesh, as plain data for reports. */
import type { JsonObject } from '../policy/json-object';
import { nameOf, type ObjectName } from '../policy/metadata';
import { remember } from '../policy/remember';
import { writeCase } from '../policy/write-case';
import { type Allowance, type Analyst, type CallerReach, onAnyWay, type ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import { alikeAmong, type ToldCaller } from './callers/callers-alike';
import type { RequestBox } from './space/request-box';
import { isEmpty, type RequestSet, subtract } from './space/request-set';
import { type Judge, witnessIn } from './witness';

/** A caller in the words of JSON; the identity `*` is any that no other edge names. */
export type EdgeCaller =
  | { readonly workload: string }
  | { readonly identity: string }
  | { readonly plaintext: true }
  | { readonly internet: true };

/** What one caller may send to one port of a workload. */
export interface Edge {
  readonly from: EdgeCaller;
  /** `namespace/name` of the workload */
  readonly to: string;
  readonly port: number;
  /** what surely gets there: a union */
  readonly requests: readonly RequestBox[];
  /** what gets there besides if an external authorizer agrees: a union */
  readonly depends?: readonly RequestBox[];
  /** what we cannot tell, and why */
  readonly undecided?: { readonly requests: readonly RequestBox[]; readonly because: readonly string[] };
  /** of the identity `*`: workloads and identities that get something else there, in edges of their own, or nothing;
   * of a pattern: identities of it that policies spell out, likewise */
  readonly except?: readonly string[];
  /** a request that gets there, as a case file writes it */
  readonly witness?: JsonObject;
}

/** Everything that anybody may send. */
export interface Matrix {
  /** in order of targets, then of callers */
  readonly edges: readonly Edge[];
  /** ports that nobody may call */
  readonly closed: readonly { readonly to: string; readonly port: number }[];
  readonly callers: number;
  readonly targets: number;
}

/** Which part of a matrix is asked for. */
export interface Narrowing {
  readonly from?: (caller: ReachCaller) => boolean;
  readonly to?: (workload: ObjectName) => boolean;
}

export interface MatrixOptions extends Narrowing {
  /** judges a witness for each edge; without one, edges have none */
  readonly judge?: Judge;
  /** is told how far we are */
  readonly onTarget?: (done: number, of: number) => void;
}

/** The edges of the analyst's first mesh, which has these workloads. */
export function matrixOf(
  analyst: Analyst,
  workloads: readonly ObjectName[],
  { judge, onTarget, from: isAskedCaller, to: isAskedTarget = () => true }: MatrixOptions = {},
): Matrix {
  const edges: Edge[] = [];
  const closed: { to: string; port: number }[] = [];
  const callers = new Set<ReachCaller>();
  const targets = analyst.targets.filter(({ workload }) => isAskedTarget(workload));
  const alike = alikeAmong([...new Set(workloads.map(nameOf))]);
  for (const [done, target] of targets.entries()) {
    onTarget?.(done, targets.length);
    const reach = analyst.reach(target);
    const all = toldOf(analyst, reach);
    const grouped = alike(all, reach, ({ key }) => key);
    const told =
      isAskedCaller === undefined
        ? grouped
        : all.flatMap((one) => (isAskedCaller(one.from) ? (grouped.find(({ from }) => from === one.from) ?? one) : []));
    const place = { to: nameOf(target.workload), port: target.port };
    for (const { from, told: edge, except } of told) {
      const whole = { ...edge.content, ...(except && { except }) };
      edges.push({ from: edgeCaller(from), ...place, ...(judge ? withWitness(whole, edge.surely, from) : whole) });
    }
    for (const { from } of isAskedCaller === undefined ? all : told) callers.add(from);
    if (all.length === 0) closed.push(place);

    function withWitness(content: EdgeContent, surely: RequestSet, from: ReachCaller): EdgeContent {
      if (isEmpty(surely) || judge === undefined) return content;
      const ofSet = { from, set: surely };
      const witness = witnessIn(analyst, ofSet, (request) => judge(request).verdict === 'allow');
      switch (witness.kind) {
        case 'request':
          return { ...content, witness: writeCase(witness.request) };
        case 'untold':
          return content;
        case 'disputed': {
          const { requests, undecided, ...rest } = content;
          const because = [...(undecided?.because ?? []), witness.because];
          return { ...rest, requests: [], undecided: { requests, because } };
        }
      }
    }
  }
  return { edges, closed, callers: new Set([...callers].map(nameOfCaller)).size, targets: targets.length };
}

type EdgeContent = Omit<Edge, 'from' | 'to' | 'port'>;

interface ToldEdge {
  readonly content: EdgeContent;
  readonly surely: RequestSet;
  /** INVARIANT: equal for callers of one target that may send the same */
  readonly key: string;
}

/** What each caller may send there, for those who may send anything. */
function toldOf(analyst: Analyst, reach: readonly CallerReach[]): readonly ToldCaller<ToldEdge>[] {
  const boxesOf = rememberedBoxes(analyst);
  const tell = remember((allowance: Allowance): ToldEdge | undefined => {
    if (isEmpty(allowance.possibly)) return undefined;
    const content = unlessBeyond(() => contentOf(allowance, boxesOf), beyond);
    return { content, surely: allowance.surely, key: JSON.stringify(content) };
  });
  const callers: ToldCaller<ToldEdge>[] = [];
  for (const { from, sets } of reach) {
    const told = sets[0] && tell(sets[0]);
    if (told !== undefined) callers.push({ from, told });
  }
  return callers;
}

/** What it gets is in no words that anybody reads: everything, at most. */
function beyond(because: string): EdgeContent {
  return { requests: [], undecided: { requests: [{}], because: [because] } };
}

function contentOf(
  { surely, possibly, undecided }: Allowance,
  boxesOf: (set: RequestSet) => readonly RequestBox[],
): EdgeContent {
  // what is refused on one way may get there on another
  const requests = boxesOf(onAnyWay(surely));
  const open = subtract(onAnyWay(possibly), onAnyWay(surely));
  if (isEmpty(open)) return { requests };
  const between = boxesOf(open);
  return undecided.length === 0
    ? { requests, depends: between }
    : { requests, undecided: { requests: between, because: undecided } };
}

/** Callers of one target share their sets, and boxes are dear. */
export function rememberedBoxes({ boxesOf }: Analyst): (set: RequestSet) => readonly RequestBox[] {
  const known = new Map<unknown, readonly RequestBox[]>();
  return (set) => {
    const boxes = known.get(set.region) ?? boxesOf(set);
    known.set(set.region, boxes);
    return boxes;
  };
}

/** By what callers are told apart. */
export function nameOfCaller(from: ReachCaller): string {
  return from.kind === 'workload'
    ? nameOf(from.workload)
    : from.kind === 'identity'
      ? `identity:${from.identity}`
      : from.kind;
}

/** The caller in the words of JSON. */
export function edgeCaller(from: ReachCaller): EdgeCaller {
  switch (from.kind) {
    case 'workload':
      return { workload: nameOf(from.workload) };
    case 'identity':
      return { identity: from.identity };
    case 'plaintext':
      return { plaintext: true };
    case 'internet':
      return { internet: true };
  }
}
