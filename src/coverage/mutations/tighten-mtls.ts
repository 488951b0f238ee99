/** What if plaintext were not taken any more? Callers without a proxy, and probes of theirs, would be refused. */
import type { MtlsMode, PeerAuthentication } from '../../policy/model';
import type { Mutation } from '../mutant';

export const tightenMtls: Mutation<PeerAuthentication> = {
  name: 'tighten-mtls',
  edits: (policy) => [
    ...(takesPlaintext(policy.mode)
      ? [
          {
            field: ['spec', 'mtls', 'mode'],
            change: '`mode` becomes `STRICT`',
            after: { ...policy, mode: 'STRICT' as const },
          },
        ]
      : []),
    ...[...policy.portModes].flatMap(([port, mode]) =>
      takesPlaintext(mode)
        ? [
            {
              field: ['spec', 'portLevelMtls', String(port), 'mode'],
              change: `\`mode\` of port \`${port}\` becomes \`STRICT\``,
              after: { ...policy, portModes: new Map([...policy.portModes, [port, 'STRICT' as const]]) },
            },
          ]
        : [],
    ),
  ],
};

function takesPlaintext(mode: MtlsMode): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}
