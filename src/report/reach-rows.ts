/** The edges of a matrix as people read them: by target, and callers that may send the same in one row. */
import type { Edge, EdgeCaller, Matrix } from '../reach/matrix';

/** The callers of one port that may send the same. */
export interface Row {
  /** in the order of the matrix, at least one */
  readonly edges: readonly [Edge, ...Edge[]];
}

/** One port of a workload, and who may call it. */
export interface TargetRows {
  readonly to: string;
  readonly port: number;
  readonly rows: readonly Row[];
}

/** The rows of each target, most open callers first. */
export function rowsOf({ edges }: Matrix): readonly TargetRows[] {
  const targets = new Map<string, Map<string, [Edge, ...Edge[]]>>();
  for (const edge of edges) {
    const target = `${edge.to}:${edge.port}`;
    const rows = targets.get(target) ?? new Map<string, [Edge, ...Edge[]]>();
    targets.set(target, rows);
    const { requests, depends, undecided, except } = edge;
    const key = `${opennessOf(edge.from)} ${JSON.stringify([requests, depends, undecided, except])}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [edge]);
    else row.push(edge);
  }
  return [...targets.values()].map((rows) => {
    const [[first]] = [...rows.values()] as [[Edge]];
    const ordered = [...rows.values()].map((edges) => ({ edges })).sort(byOpenness);
    return { to: first.to, port: first.port, rows: ordered };
  });
}

/** `shop/orders`, `any other identity`, `plaintext`, `the internet`. */
export function callerInWords(from: EdgeCaller): string {
  if ('workload' in from) return from.workload;
  if ('plaintext' in from) return 'plaintext';
  if ('internet' in from) return 'the internet';
  return from.identity === '*' ? 'any other identity' : from.identity;
}

/** Who is nobody in particular comes first: that is what people look for. */
function opennessOf(from: EdgeCaller): number {
  if ('internet' in from) return -1;
  if ('plaintext' in from) return 0;
  if ('workload' in from) return 3;
  return from.identity === '*' ? 1 : 2;
}

function byOpenness({ edges: [a] }: Row, { edges: [b] }: Row): number {
  return opennessOf(a.from) - opennessOf(b.from);
}
