/** The YAML as a page shows it: all of it, or only some objects, without what Argo CD reads. */
import { Yaml } from 'cdk8s';
import type { Manifest } from '../meaning/synthesize';

/** `only: Kind/name, Kind/namespace/name` names objects; anything else stands for all of them, as written. */
export function shownYaml(manifests: readonly Manifest[], comment: string): string {
  const only = /^only: (.*)$/.exec(comment)?.[1];
  const shown = only === undefined ? manifests : only.split(', ').map((name) => withoutArgoCd(find(manifests, name)));
  return Yaml.stringify(...shown).trimEnd();
}

function find(manifests: readonly Manifest[], wanted: string): Manifest {
  const [kind, ...name] = wanted.split('/');
  const found = manifests.filter(
    ({ kind: k, metadata: m }) =>
      k === kind && (m.name === name.join('/') || `${m.namespace}/${m.name}` === name.join('/')),
  );
  const [object] = found;
  if (object === undefined || found.length > 1) throw new Error(`${found.length} objects are \`${wanted}\``);
  return object;
}

function withoutArgoCd(manifest: Manifest): Manifest {
  const { annotations = {}, ...metadata } = manifest.metadata;
  const kept = Object.entries(annotations).filter(([key]) => !key.startsWith('argocd.argoproj.io/'));
  return {
    ...manifest,
    metadata: kept.length === 0 ? metadata : { annotations: Object.fromEntries(kept), ...metadata },
  };
}
