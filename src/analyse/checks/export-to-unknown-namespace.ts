/** Is an object shown to a namespace that does not exist, or whose name is nearly another's? */
import type { Metadata } from '../../policy/model';
import type { ExportTo } from '../../policy/model-destination-rule';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { knownNamespaces } from '../known-namespaces';
import { isSlipOf } from '../name-slip';
import { listed } from '../names-in-messages';
import { holdsWholeCluster } from '../whole-cluster';

/** Namespaces that are not among the manifests are taken to exist, unless these are a dump of the cluster. */
export const exportToUnknownNamespace: Check = {
  code: 'ZT442',
  *find(estate) {
    const known = knownNamespaces(estate);
    const isWhole = holdsWholeCluster(estate);
    for (const { object, index, space } of spacesNamed(estate)) {
      if (known.has(space)) continue;
      const slip = [...known].find((other) => isSlipOf(space, other));
      if (slip === undefined && !isWhole) continue;
      const message = `there is no namespace \`${space}\`, so nobody there sees this${slip === undefined ? '' : `; did you mean \`${slip}\`?`}`;
      yield { manifest: estate.inventory().manifestOf(object), path: ['spec', 'exportTo', index], message };
    }
  },
  *assumes(estate) {
    const known = knownNamespaces(estate);
    const unknown = spacesNamed(estate).filter(({ space }) => !known.has(space));
    if (unknown.length > 0 && !holdsWholeCluster(estate))
      yield `namespaces that \`exportTo\` names, and of which nothing is among the manifests, exist: ${listed(unknown.map(({ space }) => space))}`;
  },
};

interface Exported {
  readonly object: object;
  readonly index: number;
  readonly space: string;
}

function spacesNamed(estate: Estate): readonly Exported[] {
  const { destinationRules, serviceEntries, virtualServices } = estate.inventory().mesh.traffic;
  const all: readonly (Metadata & { readonly exportTo: ExportTo })[] = [
    ...destinationRules,
    ...serviceEntries,
    ...virtualServices,
  ];
  return all.flatMap((object) =>
    object.exportTo.flatMap((space, index) => (['*', '.', '~'].includes(space) ? [] : [{ object, index, space }])),
  );
}
