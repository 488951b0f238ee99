/** What if plaintext were taken, too? */
import type { PeerAuthentication } from '../../policy/model';
import type { Edit, Mutation } from '../mutant';

export const relaxMtls: Mutation<PeerAuthentication> = {
  name: 'relax-mtls',
  edits: (policy) => [...relaxed(policy), ...relaxedPorts(policy)],
};

function relaxed(policy: PeerAuthentication): readonly Edit<PeerAuthentication>[] {
  if (policy.mode !== 'STRICT') return [];
  const change = '`mode` becomes `PERMISSIVE`';
  return [{ field: ['spec', 'mtls', 'mode'], change, after: { ...policy, mode: 'PERMISSIVE' } }];
}

function relaxedPorts(policy: PeerAuthentication): readonly Edit<PeerAuthentication>[] {
  return [...policy.portModes].flatMap(([port, mode]) =>
    mode !== 'STRICT'
      ? []
      : [
          {
            field: ['spec', 'portLevelMtls', String(port), 'mode'],
            change: `\`mode\` of port \`${port}\` becomes \`PERMISSIVE\``,
            after: { ...policy, portModes: new Map([...policy.portModes, [port, 'PERMISSIVE' as const]]) },
          },
        ],
  );
}
