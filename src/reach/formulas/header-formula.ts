/** When does a condition on a header hold, as far as it can be told what Envoy makes of the header? */
import { internalHeaders } from '../../istio/internal-headers';
import { joinedHeaders } from '../../istio/joined-headers';
import type { Formula, Subject } from './formula';
import { NEVER } from './formula';
import type { Scene } from './scene';
import type { ConditionValue } from '../../policy/condition-value';
import { textsOf } from '../../policy/condition-value';
import type { TextPattern } from '../../sets/text-pattern';
import { lineForm, patternsOf } from './string-forms';

/** Headers that Envoy writes itself where a client does not, or whatever a client sends. */
const WRITTEN: ReadonlySet<string> = new Set([
  ':scheme',
  'x-envoy-external-address',
  'x-forwarded-client-cert',
  'x-forwarded-proto',
  'x-request-id',
]);

/** Any line of the header has one of the values. Pseudo headers are headers, too. */
export function headerFormula(name: string, values: readonly ConditionValue[], scene: Scene): Formula {
  const patterns = patternsOf(values).map((pattern) => lineForm(pattern));
  return linesFormula(name, { patterns, written: textsOf(values) }, scene);
}

/** Any line of the header, at this point, matches one of these patterns. */
export function linesFormula(
  name: string,
  { patterns, written }: { readonly patterns: readonly TextPattern[]; readonly written?: readonly string[] },
  scene: Pick<Scene, 'behaviour' | 'rewritten'>,
): Formula {
  const among = { kind: 'texts', patterns } as const;
  const about = (subject: Subject): Formula => ({
    kind: 'is',
    literal: { about: subject, among, ...(written === undefined ? {} : { written }) },
  });
  const because = scene.rewritten.get(name);
  if (because !== undefined) return { kind: 'unknown', because };
  if (internalHeaders.has(name)) return NEVER;
  if (WRITTEN.has(name)) return { kind: 'unknown', because: `header \`${name}\` is written by Envoy` };
  switch (name) {
    case ':path':
      return about({ kind: 'target' });
    case ':method':
      return about({ kind: 'method' });
    case ':authority':
    case 'host':
      return about({ kind: 'host' });
    case 'x-forwarded-for':
      return { kind: 'unknown', because: `header \`${name}\` is what client addresses are read from` };
    default: {
      const joined = joinedHeaders.has(name) || !scene.behaviour.headerLinesAreComparedAlone;
      return about({ kind: 'header', name, joined });
    }
  }
}
