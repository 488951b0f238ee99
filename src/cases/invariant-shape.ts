/** The format of invariants files, as data: which keys there are, and what each may hold. */
import type { JsonObject } from '../policy/json-object';
import { closed, FLAG, listOf, type Mapping, maybe, type Shape, TEXT } from '../policy/shape';
import type { Invariant } from '../reach/invariant';
import { CALL, IDENTITY, NAME, PORT } from './case-shape';

/** The kinds of invariants, by the keys that name them. */
export type InvariantKind = Invariant['kind'];

const TEXTS: Shape = listOf(TEXT, 1);

const CALLED_KEYS = { workload: NAME, namespace: TEXT, port: PORT };

const CALLED: Mapping = closed(CALLED_KEYS, [], namesTwo);

/** An exception that names nothing would take in all. */
const EXCEPT: Shape = listOf(
  closed(CALLED_KEYS, [], (called) =>
    Object.keys(called).length === 0
      ? 'names nothing, and would take in all; expected `workload`, `namespace` or `port`'
      : namesTwo(called),
  ),
);

const CALLERS: Mapping = closed(
  { workload: NAME, namespace: TEXT, identity: IDENTITY, plaintext: FLAG, internet: FLAG },
  [],
  (callers) => {
    const given = Object.keys(callers).filter((key) => callers[key] !== false);
    const [one] = given;
    if (given.length > 1) return `names ${given.map((key) => `\`${key}\``).join(' and ')}; a caller is one of them`;
    return one === undefined
      ? 'names no caller; expected `workload`, `namespace`, `identity`, `plaintext` or `internet`'
      : undefined;
  },
);

const REQUESTS: Mapping = closed(
  { methods: TEXTS, notMethods: TEXTS, paths: TEXTS, notPaths: TEXTS, hosts: TEXTS, notHosts: TEXTS },
  [],
  (requests) => (Object.keys(requests).length === 0 ? 'is empty; leave it out, if every request is meant' : undefined),
);

const SHAPES: Readonly<Record<InvariantKind, Shape>> = {
  onlyCallers: closed({ to: CALLED, requests: REQUESTS, callers: listOf(CALLERS) }, ['to', 'callers']),
  needsToken: closed({ to: CALLED, requests: REQUESTS, issuer: TEXT }, ['to']),
  noPlaintext: { kind: 'maybe', of: closed({ to: CALLED, except: EXCEPT }) },
  noOpenWorkload: { kind: 'maybe', of: closed({ to: CALLED, except: EXCEPT, requests: REQUESTS }) },
  neverReaches: closed({ from: CALLERS, to: CALLED, requests: REQUESTS, transitively: FLAG }, ['from', 'to']),
  mustAllow: closed({ calls: listOf(CALL, 1) }, ['calls']),
  equivalent: closed({ manifests: TEXTS }, ['manifests']),
};

/** The kinds that a file may name. */
export const INVARIANT_KINDS = Object.keys(SHAPES) as readonly InvariantKind[];

const INVARIANT: Mapping = closed({ name: TEXT, ...maybe({ because: TEXT }), ...SHAPES }, ['name'], (entry) => {
  const given = INVARIANT_KINDS.filter((kind) => kind in entry);
  if (given.length === 1) return undefined;
  const kinds = (given.length === 0 ? INVARIANT_KINDS : given).map((kind) => `\`${kind}\``);
  return given.length === 0
    ? `says nothing that must hold; expected one of ${kinds.join(', ')}`
    : `says ${kinds.join(' and ')}; write two invariants`;
});

/** An invariants file. */
export const INVARIANT_FILE: Mapping = closed({ invariants: listOf(INVARIANT, 1) }, ['invariants']);

function namesTwo({ workload, namespace }: JsonObject): string | undefined {
  return workload !== undefined && namespace !== undefined
    ? 'names `workload` and `namespace`; one of them is enough'
    : undefined;
}
