/** Do labels ask for two data planes, or two injectors, of which one is ignored? */
import type { FieldPath } from '../../policy/field-path';
import type { Labels } from '../../policy/model';
import type { Check } from '../check-rule';
import { podPath } from '../estate';
import { DATAPLANE_MODE, INJECT, INJECTION, REVISION } from '../mesh-labels';

/** @see https://istio.io/latest/docs/ambient/install/platform-prerequisites/ and docs/setup/additional-setup/sidecar-injection/ */
export const twoDataPlanes: Check = {
  code: 'ZT504',
  *find(estate) {
    const { manifestOf, mesh, namespace } = estate.inventory();
    for (const space of mesh.namespaces) {
      const found = ofNamespace(space.labels);
      if (found !== undefined)
        yield { manifest: manifestOf(space), path: ['metadata', 'labels', found.label], message: found.message };
    }
    for (const workload of mesh.workloads) {
      const found = ofPod(workload.labels, namespace(workload.namespace)?.labels ?? {});
      if (found === undefined) continue;
      const manifest = manifestOf(workload);
      const path: FieldPath = [...podPath(manifest), 'metadata', 'labels', found.label];
      yield { manifest, path, message: found.message };
    }
  },
};

interface Ignored {
  readonly label: string;
  readonly message: string;
}

function ofNamespace(labels: Labels): Ignored | undefined {
  const { [INJECTION]: injection, [REVISION]: revision } = labels;
  if (injection !== undefined && revision !== undefined) {
    const message = `\`${REVISION}: ${revision}\` is ignored beside \`${INJECTION}: ${injection}\`; keep one of them`;
    return { label: REVISION, message };
  }
  const hasSidecars = injection === 'enabled' || revision !== undefined;
  return labels[DATAPLANE_MODE] === 'ambient' && hasSidecars ? sidecarWins('the namespace') : undefined;
}

function ofPod(labels: Labels, around: Labels): Ignored | undefined {
  if (labels[DATAPLANE_MODE] !== 'ambient' || labels[INJECT] === 'false') return undefined;
  const isInjected = around[INJECTION] === 'enabled' || (labels[INJECT] === 'true' && around[INJECTION] === undefined);
  return isInjected ? sidecarWins('the pod') : undefined;
}

function sidecarWins(what: string): Ignored {
  const message = `${what} asks for ambient and for sidecars, and the sidecar wins; keep one of them`;
  return { label: DATAPLANE_MODE, message };
}
