/** Does a policy name a namespace that does not exist, or look for one by a name that is nearly another's? */
import type { FieldPath } from '../../policy/field-path';
import type { Manifest } from '../../policy/manifest';
import { knownNamespaces } from '../known-namespaces';
import { isSlipOf } from '../name-slip';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { holdsWholeCluster } from '../whole-cluster';
import { listed } from '../names-in-messages';

export const unknownNamespace: Check = {
  code: 'ZT119',
  *find(estate) {
    const known = knownNamespaces(estate);
    const isWhole = holdsWholeCluster(estate);
    for (const { manifest, path, namespace } of namedNamespaces(estate)) {
      if (fitsOne(namespace, known)) continue;
      const slip = [...known].find((other) => isSlipOf(namespace, other));
      if (slip === undefined && !isWhole) continue;
      const meant = slip === undefined ? '; name one that is there' : `; did you mean \`${slip}\`?`;
      const what = namespace.includes('*')
        ? `no namespace fits \`${namespace}\``
        : `there is no namespace \`${namespace}\``;
      yield { manifest, path, message: `${what}, so nobody is such a caller${meant}` };
    }
  },
  *assumes(estate) {
    if (holdsWholeCluster(estate)) return;
    const known = knownNamespaces(estate);
    const elsewhere = [...namedNamespaces(estate)]
      .map(({ namespace }) => namespace)
      .filter((one) => !fitsOne(one, known));
    if (elsewhere.length === 0) return;
    yield `policies name namespaces of which nothing is among the manifests, and which are taken to exist: ${listed(elsewhere)}`;
  },
};

interface Named {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly namespace: string;
}

/** The namespaces of callers, as `namespaces`, `serviceAccounts` and `principals` give them. */
function* namedNamespaces(estate: Estate): Generator<Named> {
  for (const manifest of estate.of('AuthorizationPolicy')) {
    for (const { attribute, value, path } of estate.values(manifest)) {
      const namespace = namespaceIn(attribute, value);
      if (namespace !== undefined && namespace !== namespaceOf(manifest)) yield { manifest, path, namespace };
    }
  }
}

/** Only what could be a namespace, or a pattern of some: what cannot is the finding ZT107. */
function namespaceIn(attribute: string, value: string): string | undefined {
  switch (attribute) {
    case 'source.namespace':
      return /^\*?[-a-z0-9]+\*?$/.test(value) ? value : undefined;
    case 'source.serviceAccount':
      return /^([-a-z0-9]+)\/[^/]+$/.exec(value)?.[1];
    case 'source.principal':
      return /\/ns\/([-a-z0-9]+)\/sa\//.exec(value)?.[1];
    default:
      return undefined;
  }
}

function fitsOne(pattern: string, known: ReadonlySet<string>): boolean {
  if (!pattern.includes('*')) return known.has(pattern);
  const text = pattern.replace(/\*/g, '');
  return [...known].some((name) => (pattern.startsWith('*') ? name.endsWith(text) : name.startsWith(text)));
}
