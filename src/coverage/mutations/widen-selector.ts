/** What if a policy were for more pods: for all of its namespace, or also for those that lack one of its labels? */
import type { FieldPath } from '../../policy/field-path';
import type {
  AuthorizationPolicy,
  Labels,
  NetworkPolicy,
  PeerAuthentication,
  RequestAuthentication,
} from '../../policy/model';
import type { Edit, Mutation } from '../mutant';

const NAME = 'widen-selector';

/** Of policies that may be attached otherwise, too. */
export const widenAttachment = {
  name: NAME,
  edits: <P extends AuthorizationPolicy | RequestAuthentication>(policy: P): readonly Edit<P>[] => {
    const { attachment } = policy;
    if (attachment.kind !== 'selector') return [];
    return widerThan(attachment.labels).map(({ labels, ...edit }) => ({
      ...edit,
      after: { ...policy, attachment: labels === undefined ? { kind: 'everything' } : { ...attachment, labels } },
    }));
  },
};

export const widenPeerSelector: Mutation<PeerAuthentication> = {
  name: NAME,
  edits: ({ selector = {}, ...policy }) =>
    widerThan(selector).map(({ labels, ...edit }) => ({
      ...edit,
      after: labels === undefined ? policy : { ...policy, selector: labels },
    })),
};

export const widenPodSelector: Mutation<NetworkPolicy> = {
  name: NAME,
  edits: (policy) => {
    const { requirements } = policy.podSelector;
    if (requirements.length === 0) return [];
    const field: FieldPath = ['spec', 'podSelector'];
    const selecting = (left: typeof requirements): NetworkPolicy => ({
      ...policy,
      podSelector: { requirements: left },
    });
    const one = requirements.map(({ key }, place) => ({
      field,
      change: `requirement ${place} of \`podSelector\`, about \`${key}\`, is left out`,
      after: selecting(requirements.filter((_, other) => other !== place)),
    }));
    const all = { field, change: '`podSelector` is empty, so that every pod is meant', after: selecting([]) };
    return requirements.length < 2 ? [all] : [all, ...one];
  },
};

/** Labels of more pods; undefined: of all. */
function widerThan(labels: Labels): readonly (Omit<Edit<never>, 'after'> & { readonly labels: Labels | undefined })[] {
  const written = Object.entries(labels);
  if (written.length === 0) return [];
  const field: FieldPath = ['spec', 'selector'];
  const all = { field, change: '`selector` is left out, so that every pod is meant', labels: undefined };
  if (written.length < 2) return [all];
  return [
    all,
    ...written.map(([key]) => ({
      field: [...field, 'matchLabels', key],
      change: `\`${key}\` of \`selector\` is left out`,
      labels: Object.fromEntries(written.filter(([other]) => other !== key)),
    })),
  ];
}
