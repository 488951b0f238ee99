/**
 * Who may send what to whom, for Graphviz: a box a namespace, an arrow for each caller and port.
 * @see https://graphviz.org/doc/info/lang.html
 */
import type { Edge, Matrix } from '../reach/matrix';
import { listed } from './listed';
import { requestsInWords } from './request-box';
import { callerInWords } from './reach-rows';

const MOST_REQUESTS = 3;
const MOST_EXCEPTIONS = 3;

export function reachDot({ edges, closed }: Matrix): string {
  const workloads = new Set([
    ...edges.flatMap(({ from, to }) => ('workload' in from ? [from.workload, to] : [to])),
    ...closed.map(({ to }) => to),
  ]);
  const namespaces = new Map<string, string[]>();
  for (const name of [...workloads].sort()) {
    const namespace = name.slice(0, name.indexOf('/'));
    const members = namespaces.get(namespace);
    if (members === undefined) namespaces.set(namespace, [name]);
    else members.push(name);
  }
  const clusters = [...namespaces].map(([namespace, names]) =>
    [
      `  subgraph ${quoted(`cluster_${namespace}`)} {`,
      `    label=${quoted(namespace)};`,
      ...names.map((name) => `    ${quoted(name)} [label=${quoted(name.slice(namespace.length + 1))}];`),
      '  }',
    ].join('\n'),
  );
  const strangers = new Set(edges.flatMap(({ from }) => ('workload' in from ? [] : [callerInWords(from)])));
  return [
    'digraph reach {',
    '  rankdir=LR;',
    '  node [shape=box];',
    ...clusters,
    ...[...strangers].sort().map((name) => `  ${quoted(name)} [shape=ellipse];`),
    ...edges.map((edge) => `  ${quoted(callerInWords(edge.from))} -> ${quoted(edge.to)} [${attributesOf(edge)}];`),
    '}',
    '',
  ].join('\n');
}

function attributesOf({ port, requests, depends = [], undecided, except = [] }: Edge): string {
  const words = [
    ...(requests.length === 0 ? [] : [requestsInWords(requests, MOST_REQUESTS)]),
    ...(depends.length === 0 ? [] : [`depends: ${requestsInWords(depends, MOST_REQUESTS)}`]),
    ...(undecided === undefined ? [] : [`undecided: ${requestsInWords(undecided.requests, MOST_REQUESTS)}`]),
    ...(except.length === 0 ? [] : [`except ${listed(except, MOST_EXCEPTIONS)}`]),
  ];
  const style = requests.length > 0 ? '' : ', style=dashed';
  return `label=${quoted(`${port}: ${words.join('; ')}`)}${style}`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/[\n\r]/g, ' ')}"`;
}
