/** Does a policy ask for labels that no pod can have, for a name that no object can have, or twice for one? */
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

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const WORD = /^[a-z0-9A-Z]([-a-z0-9A-Z_.]{0,61}[a-z0-9A-Z])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
/** Names of Services, Gateways and ServiceEntries. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

interface Seen {
  readonly path: FieldPath;
  readonly message: string;
}

function* labelProblems(policy: Manifest): Generator<Seen> {
  for (const [key, value] of Object.entries(selectorLabels(policy))) {
    const path = ['spec', 'selector', 'matchLabels', key];
    const [name = '', prefix, ...rest] = key.split('/').reverse();
    const isKey = WORD.test(name) && (prefix === undefined || PREFIX.test(prefix)) && rest.length === 0;
    if (!isKey) yield { path, message: `no pod can have a label \`${key}\`, so the policy applies to nothing` };
    else if (value !== '' && !WORD.test(value))
      yield { path, message: `no label can be \`${value}\`, so the policy applies to nothing` };
  }
}

function* targetProblems(policy: Manifest): Generator<Seen> {
  const seen = new Set<string>();
  for (const { group, kind, name, path } of targetsOf(policy)) {
    const key = JSON.stringify([group === 'core' ? '' : group, kind, name]);
    if (!NAME.test(name)) {
      yield {
        path: [...path, 'name'],
        message: `no ${kind} can be named \`${name}\`, so the policy applies to nothing`,
      };
    } else if (seen.has(key)) {
      yield { path, message: `${kind} \`${name}\` is named twice; was another one meant?` };
    }
    seen.add(key);
  }
}
