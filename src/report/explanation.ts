/** One explained call, as a tree for people and as JSON for programs. */
import type { Explanation, HopCall, Outcome, Step } from '../evaluate/explanation';
import type { Verdict } from '../evaluate/verdict';
import { visible } from '../findings/visible';
import type { JsonObject } from '../policy/json-object';
import { paintIf } from './paint';

/** An explanation, and the call as a case file writes it: `from`, `to` and `request`. */
export interface ExplainedCall extends Explanation {
  readonly request: JsonObject;
  /** from outside: each call that a gateway sends there */
  readonly ways?: readonly ExplainedWay[];
  /** why there may be more of them */
  readonly unclear?: readonly string[];
}

/** One of them: the port of the target to which it leads, and the route, in words. */
interface ExplainedWay extends Explanation {
  readonly request: JsonObject;
  readonly port: number;
  readonly route: string;
}

/** How an explanation may look. */
export type ExplanationFormat = 'text' | 'json';

interface Options {
  readonly color: boolean;
}

type ExplanationReporter = (call: ExplainedCall, options: Options) => string;

/** The report for people: the verdict, then whom the call met, hop by hop, then the rules that came near. */
const text: ExplanationReporter = (call, options) => {
  const { ways, unclear = [] } = call;
  if (ways === undefined) return oneCall(call, options);
  const { request, verdict } = call;
  const head = `${paintIf(options.color)(COLORS[outcomeOf(verdict)], verdict.verdict)}  ${callInWords(request)}: ${foundInWords(ways)}`;
  const doubts = unclear.length === 0 ? [] : [['undecided', ...asBranches(unclear.map(visible))].join('\n') + '\n'];
  const isAboutAll = (request.to as JsonObject).port === undefined;
  const told = ways.map((way) => oneCall(way, options, isAboutAll ? ` → port ${way.port}` : ''));
  return [`${head}\n`, ...told, ...doubts].join('\n');
};

/** `end` is where the call ends, where that is not said above. */
function oneCall({ request, verdict, steps, nearest }: ExplainedCall, { color }: Options, end = ''): string {
  const paint = paintIf(color);
  const said = paint(COLORS[outcomeOf(verdict)], wordOf(verdict));
  const lines = [`${said}${details(verdict)}  ${callInWords(request)}${end}`];
  const isAlone = steps.filter(({ call }) => call !== undefined).length < 2; // the first line tells it
  for (const { title, members } of hopsOf(steps)) {
    const layers = members.map(({ layer, outcome, why }) => {
      const said = paint(COLORS[outcome], outcome.padEnd(WIDTH));
      return `${said} ${layer.padEnd(LAYER_WIDTH)} ${visible(why)}`;
    });
    const call = members.find((step) => step.call !== undefined)?.call;
    const arriving = isAlone || call === undefined ? '' : `  ${visible(arrivingInWords(call))}`;
    lines.push('', paint('1', visible(title)) + arriving, ...asBranches(layers));
  }
  if (nearest.length > 0)
    lines.push('', paint('1', 'nearest rules'), ...asBranches(nearest.map(({ why }) => visible(why))));
  return `${lines.join('\n')}\n`;
}

function foundInWords(ways: readonly ExplainedWay[]): string {
  const routes = new Set(ways.map(({ route }) => route)).size;
  if (routes === 0) return 'no route of a gateway is known to lead there';
  return routes === 1 ? 'one route of a gateway leads there' : `${routes} routes of gateways lead there`;
}

const COLORS: Readonly<Record<Outcome, string>> = { pass: '32', deny: '31', skip: '2', depends: '33', undecided: '33' };
const WIDTH = 'undecided'.length;
const LAYER_WIDTH = 'authorization'.length;

function outcomeOf({ verdict }: Verdict): Outcome {
  return verdict === 'allow' ? 'pass' : verdict;
}

/** What a proxy answers itself nobody has refused. */
function wordOf(verdict: Verdict): string {
  return verdict.verdict === 'deny' && verdict.answered ? 'answered' : verdict.verdict;
}

function details(verdict: Verdict): string {
  const { status, layer, by, on, point } = {
    status: undefined,
    layer: undefined,
    by: undefined,
    on: undefined,
    ...verdict,
  };
  const words = [status, layer, point, by, on].filter((word) => word !== undefined);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function callInWords({ from, to, request }: JsonObject): string {
  const { workload: caller, identity, internet } = from as JsonObject;
  const { workload, service, gateway, host: outside, port } = to as JsonObject;
  const source = String(caller ?? identity ?? (internet === true ? 'internet' : 'plaintext'));
  const named = service === undefined ? String(workload ?? outside) : `service:${String(service)}`;
  const target = gateway === undefined ? named : `gateway:${String(gateway)}`;
  const place = port === undefined ? target : `${target}:${String(port)}`;
  if (request === undefined) return visible(`${source} → ${place}`);
  const { method = 'GET', path = '/', host = '', tcp = false, sni = '' } = request as JsonObject;
  if (tcp === true) return visible(`${source} → ${place}  TLS ${String(sni)}`);
  return visible(`${source} → ${place}  ${String(method)} ${String(host)}${String(path)}`);
}

/** What comes to the end of a hop: ← cluster.local/ns/edge/sa/gw, port 8080, GET shop.example/orders */
function arrivingInWords({ from, port, request }: HopCall): string {
  const caller = 'identity' in from ? from.identity : 'plaintext' in from ? 'plaintext' : 'foreign TLS';
  const sent = request === undefined ? '' : `, ${request.method} ${request.host}${request.path}`;
  return `← ${caller}, port ${port}${sent}`;
}

interface Hop {
  readonly title: string;
  readonly members: readonly Step[];
}

/** The steps by whose they are, as long as that stays the same; one that is nobody's stays with those before it. */
function hopsOf(steps: readonly Step[]): readonly Hop[] {
  const hops: { title: string; members: Step[] }[] = [];
  for (const step of steps) {
    const last = hops.at(-1);
    if (last !== undefined && (step.at === undefined || step.at === last.title)) last.members.push(step);
    else hops.push({ title: step.at ?? 'the call', members: [step] });
  }
  return hops;
}

function asBranches(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${index === lines.length - 1 ? '└─' : '├─'} ${line}`);
}

/** The report for programs. A contract: fields may be added, none renamed or removed. */
const json: ExplanationReporter = ({ request, verdict, steps, nearest, ways, unclear }) =>
  `${JSON.stringify({ request, verdict, steps, nearest, ways, unclear }, null, 2)}\n`;

/** The reporters of explanations, by the name of their format. */
export const EXPLANATION_REPORTERS: Readonly<Record<ExplanationFormat, ExplanationReporter>> = { text, json };
