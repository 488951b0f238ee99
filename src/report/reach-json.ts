/** Who may send what to whom, for programs: the contract of `zero-trust reach --format json`. */
import type { Edge, Matrix } from '../reach/matrix';
import { summaryOfReach } from './reach-text';

/** One line an edge: an estate has a hundred thousand. */
export function reachJson(matrix: Matrix): string {
  const edges = matrix.edges.map((edge) => `\n  ${JSON.stringify(edgeOf(edge))}`);
  const closed = JSON.stringify(matrix.closed.map(({ to, port }) => ({ to, port })));
  const list = `[${edges.join(',')}${edges.length > 0 ? '\n' : ''}]`;
  return `{"edges":${list},\n"closed":${closed},\n"summary":${JSON.stringify(summaryOfReach(matrix))}}\n`;
}

function edgeOf({ from, to, port, requests, depends, undecided, except, witness }: Edge): object {
  return { from, to, port, requests, depends, undecided, except, witness };
}
