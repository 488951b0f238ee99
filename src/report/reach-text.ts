/** Who may send what to whom, for people at a terminal: target by target, callers that may send the same together. */
import { visible } from '../findings/visible';
import type { Edge, Matrix } from '../reach/matrix';
import type { RequestBox } from '../reach/space/request-box';
import { counted } from './counted';
import { requestsOneByOne } from './request-box';
import { callerInWords, type Row, rowsOf } from './reach-rows';
import { type Paint, paintIf } from './paint';
import { listed } from './listed';

export interface ReachTextOptions {
  readonly color: boolean;
  /** whether one target or caller was asked for: then nobody and nothing is left out of a line */
  readonly narrowed: boolean;
}

const MOST_CALLERS = 6;
const MOST_REQUESTS = 12;
const LONGEST_LINE = 120;
const DEEPER = '\n     ';

export function reachText(matrix: Matrix, { color, narrowed }: ReachTextOptions): string {
  const paint = paintIf(color);
  const targets = rowsOf(matrix).map(({ to, port, rows }) => {
    const lines = rows.map((row) => rowInWords(row, narrowed, paint));
    const head = `${paint('1', visible(to))}, port ${port}`;
    return [head, ...lines.map((line, index) => `${index === lines.length - 1 ? '└─' : '├─'} ${line}`)].join('\n');
  });
  const closed = matrix.closed.map(({ to, port }) => `${visible(to)}:${port}`);
  const nobody = closed.length === 0 ? [] : [`nobody may call ${listed(closed, narrowed ? Infinity : MOST_CALLERS)}`];
  const nothing = matrix.targets === 0 ? ['no workload that listens at a port is among the manifests'] : [];
  return `${[...targets, ...nobody, ...nothing, totals(matrix, paint)].join('\n\n')}\n`;
}

/** The summary of a matrix, as JSON has it. */
export function summaryOfReach({ callers, targets, edges }: Matrix) {
  return { callers, targets, edges: edges.length, undecided: edges.filter(isUndecided).length };
}

function isUndecided({ undecided }: Edge): boolean {
  return undecided !== undefined;
}

function rowInWords({ edges }: Row, narrowed: boolean, paint: Paint): string {
  const [{ from, requests, depends, undecided, except = [] }] = edges;
  const most = narrowed ? Infinity : MOST_CALLERS;
  const names = edges.map((edge) => visible(callerInWords(edge.from)));
  const isOpen = !('workload' in from);
  const size = edges.length > 1 ? ` (${edges.length})` : '';
  const callers = paint(isOpen ? '33' : '36', listed(names, most)) + size;
  const but = except.length === 0 ? '' : ` except ${listed(except.map(visible), most)}`;
  const mostRequests = narrowed ? Infinity : MOST_REQUESTS;
  const told = (boxes: readonly RequestBox[], head = '') =>
    requestsOneByOne(boxes, mostRequests).map((one, index) => (index === 0 ? head : '') + visible(one));
  const parts = [
    ...(requests.length > 0 ? told(requests) : []),
    ...(depends === undefined ? [] : told(depends, 'if the authorizer agrees: ')),
    ...(undecided === undefined ? [] : told(undecided.requests, `${paint('33', 'undecided')}: `)),
  ];
  const line = `${callers}${but}: ${parts.join('; ')}`;
  const lines = line.length <= LONGEST_LINE ? [line] : [`${callers}${but}:`, ...parts];
  return [...lines, ...(undecided?.because ?? []).map(visible)].join(DEEPER);
}

function totals(matrix: Matrix, paint: Paint): string {
  const { callers, targets, edges, undecided } = summaryOfReach(matrix);
  return [
    counted(edges, 'edge'),
    counted(callers, 'caller'),
    counted(targets, 'target'),
    undecided > 0 ? paint('33', `${undecided} undecided`) : '0 undecided',
  ].join(', ');
}
