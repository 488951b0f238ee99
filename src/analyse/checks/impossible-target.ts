/** Does a policy ask for labels that no pod can have, for a name that no object can have, or twice for one? */
import { checkDnsSubdomain, checkLabelValue, isLabelKey } from '../../istio/names';
import type { FieldPath } from '../../policy/field-path';
import type { Manifest } from '../../policy/manifest';
import type { Check } from '../check-rule';
import { SELECTING_KINDS, targetsOf } from '../policy-scope';
import { selectorLabels } from '../reach-of-policy';

export const impossibleTarget: Check = {
  code: 'ZT133',
  *find(estate) {
    for (const manifest of SELECTING_KINDS.flatMap((kind) => estate.of(kind))) {
      // what the cluster refuses anyway is said by admission
      if (!estate.admission(manifest).accepted) continue;
      for (const seen of [...labelProblems(manifest), ...targetProblems(manifest)]) yield { manifest, ...seen };
    }
  },
};

interface Seen {
  readonly path: FieldPath;
  readonly message: string;
}

function* labelProblems(policy: Manifest): Generator<Seen> {
  for (const [key, value] of Object.entries(selectorLabels(policy))) {
    const path = ['spec', 'selector', 'matchLabels', key];
    const wrong = isLabelKey(key) ? checkLabelValue(key, value) : `no pod can have a label \`${key}\`; correct the key`;
    if (wrong !== undefined) yield { path, message: `the policy applies to nothing: ${wrong}` };
  }
}

function* targetProblems(policy: Manifest): Generator<Seen> {
  const seen = new Set<string>();
  for (const { group, kind, name, path } of targetsOf(policy)) {
    const key = JSON.stringify([group === 'core' ? '' : group, kind, name]);
    if (checkDnsSubdomain('name', name) !== undefined) {
      yield {
        path: [...path, 'name'],
        message: `no ${kind} can be named \`${name}\`, so the policy applies to nothing; correct the name`,
      };
    } else if (seen.has(key)) {
      yield { path, message: `${kind} \`${name}\` is named twice; was another one meant?` };
    }
    seen.add(key);
  }
}
