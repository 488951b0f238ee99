/** Is there no policy that closes the whole mesh, so that a new namespace begins open? */
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { namespaceOf } from '../estate';
import { hasEmptySelector } from '../policy-scope';
import { hasTargets, selectorLabels } from '../reach-of-policy';
import { rootManifest } from '../root-manifest';

export const noDefaultDeny: Check = {
  code: 'ZT134',
  *find(estate) {
    const manifest = rootManifest(estate);
    if (manifest === undefined || estate.inventory().mesh.workloads.length === 0) return;
    const closing = estate
      .of('AuthorizationPolicy')
      .some(
        (policy) =>
          namespaceOf(policy) === estate.settings.rootNamespace &&
          actionOf(policy) === 'ALLOW' &&
          !isDryRun(policy) &&
          !hasTargets(policy) &&
          !hasEmptySelector(policy) &&
          Object.keys(selectorLabels(policy)).length === 0,
      );
    if (closing) return;
    yield {
      manifest,
      path: [],
      message: `a namespace without an AuthorizationPolicy of its own is open; write one of \`spec: {}\` in \`${estate.settings.rootNamespace}\``,
    };
  },
};
