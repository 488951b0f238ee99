/** What two tools say of the same folder, as an answer to the same questions: may this caller send this there? */
import type { RequestBox, Requests } from '../src/reach/space/request-box';
import { istioTexts, ncaTexts } from './text-sets';

/** One HTTP request that one workload sends another; `from` is `outside` for a caller without identity. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly host: string;
}

/** Whether it is allowed. */
export type Answer = (question: Question) => boolean;

type Box = (question: Question) => boolean;

/** What NCA printed as `txt_no_fw_rules`: `ns/a[Deployment] => ns/b[Deployment] : {dst_ports:8080,paths:/x/*}`. */
export function ncaAnswer(printed: string): Answer {
  const tcp = printed.slice(printed.indexOf('TCP Connections:'), printed.indexOf('non-TCP Connections:'));
  const boxes = [...tcp.matchAll(/^(\S+) => (\S+) : (.*)$/gm)].map(([, from, to, connections]) => ({
    pair: pairOf(ncaName(from as string), ncaName(to as string)),
    box: ncaBox(connections as string),
  }));
  return answerOf(boxes);
}

function ncaName(printed: string): string {
  return /^[\d.]+(?:-[\d.]+|\/\d+)?$/.test(printed) ? 'outside' : printed.replace(/\[\w+\]$/, '');
}

function ncaBox(connections: string): Box {
  if (connections === 'All connections') return () => true;
  const cubes = connections.slice(1, -1).split('},{').map(ncaCube);
  return (question) => cubes.some((cube) => cube(question));
}

function ncaCube(cube: string): Box {
  const parts = cube.split(/(?:^|,)(dst_ports|methods|paths|hosts):/).slice(1);
  const tests = parts.flatMap((dimension, index) => {
    const value = parts[index + 1] as string;
    if (index % 2 !== 0) return [];
    if (dimension === 'dst_ports') return [ncaPorts(value)];
    const texts = ncaTexts(value);
    if (dimension === 'methods') return [({ method }: Question) => texts(method)];
    if (dimension === 'paths') return [({ path }: Question) => texts(path)];
    return [({ host }: Question) => texts(host)];
  });
  if (tests.length === 0) throw new Error(`cannot read the connections \`${cube}\``);
  return (question) => tests.every((test) => test(question));
}

function ncaPorts(printed: string): Box {
  const ranges = printed.split(',').map((range) => range.split('-').map(Number));
  return ({ port }) => ranges.some(([first = NaN, last = first]) => first <= port && port <= last);
}

/** What `zero-trust reach --format json` wrote. */
export interface ReachAnswer {
  readonly edges: readonly ReachEdge[];
  readonly summary: { readonly edges: number; readonly undecided: number };
}

interface ReachEdge {
  readonly from: { readonly workload?: string; readonly identity?: string; readonly plaintext?: true };
  readonly to: string;
  readonly port: number;
  readonly requests: readonly ReachBox[];
  readonly except?: readonly string[];
}

/** What the features have that NCA knows, too; more is refused below. */
type ReachBox = Requests & Pick<RequestBox, 'protocol'>;

const KNOWN_KEYS = new Set(['protocol', 'methods', 'notMethods', 'paths', 'notPaths', 'hosts', 'notHosts']);

/** What our matrix says: of a workload without an edge of its own, what it says of any identity, but for exceptions. */
export function reachAnswer({ edges }: ReachAnswer): Answer {
  const anyone = new Map(edges.filter(({ from }) => from.identity === '*').map((edge) => [endOf(edge), edge]));
  const own = answerOf(
    edges.flatMap((edge) => {
      const caller = edge.from.plaintext === true ? 'outside' : edge.from.workload;
      return caller === undefined ? [] : [{ pair: pairOf(caller, edge.to), box: edgeBox(edge) }];
    }),
  );
  const hasOwn = new Set(edges.map((edge) => pairOf(edge.from.workload ?? '', endOf(edge))));
  const others = new Map([...anyone].map(([end, edge]) => [end, edgeBox(edge)]));
  return (question) => {
    const { from } = question;
    const end = endOf(question);
    const isAnyone =
      from !== 'outside' && !hasOwn.has(pairOf(from, end)) && anyone.get(end)?.except?.includes(from) !== true;
    return own(question) || (isAnyone && others.get(end)?.(question) === true);
  };
}

function endOf({ to, port }: { readonly to: string; readonly port: number }): string {
  return `${to}:${port}`;
}

function edgeBox({ port, requests }: ReachEdge): Box {
  const boxes = requests.map(reachBox);
  return (question) => question.port === port && boxes.some((box) => box(question));
}

function reachBox(box: ReachBox): Box {
  const unknown = Object.keys(box).filter((key) => !KNOWN_KEYS.has(key));
  if (unknown.length > 0) throw new Error(`a box of the comparison speaks of ${unknown.join(', ')}`);
  const methods = istioTexts(box.methods, box.notMethods);
  const paths = istioTexts(box.paths, box.notPaths);
  const hosts = istioTexts(box.hosts, box.notHosts);
  return ({ method, path, host }) => box.protocol !== 'tcp' && methods(method) && paths(path) && hosts(host);
}

function pairOf(from: string, to: string): string {
  return `${from} ${to}`;
}

function answerOf(boxes: readonly { readonly pair: string; readonly box: Box }[]): Answer {
  const byPair = new Map<string, Box[]>();
  for (const { pair, box } of boxes) byPair.set(pair, [...(byPair.get(pair) ?? []), box]);
  return (question) => byPair.get(pairOf(question.from, question.to))?.some((box) => box(question)) ?? false;
}
