/** Recorded calls to gateways, put to both engines: what comes of them to each port behind. */
import { throughGateways } from '../../src/evaluate/whole-way';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';
import { comesTo, judgeThroughGateways, targetsBehind } from './judge-through-gateways';

/** What the sets may leave open of each file, and rows that they tell otherwise: a list that only gets shorter. */
const FILES: Readonly<Record<string, { readonly open: number; readonly gaps: readonly string[] }>> = {
  'routing/golden': { open: 0, gaps: [] },
  'routing/generated': { open: 0, gaps: [] },
};

test.each(Object.entries(FILES))(
  'of the calls in %s the sets tell the same, or that they cannot tell',
  (file, known) => {
    const differing = new Set<string>();
    const because = new Map<string, number>();
    let [asked, untold, through] = [0, 0, 0];
    for (const { manifests, mesh: settings, secrets, cases } of recorded(file)) {
      const read = readMesh(manifests, settings);
      const otherSecrets = secrets?.map((text) => {
        const [namespace = '', name = ''] = text.split('/');
        return { namespace, name };
      });
      const mesh = { ...read, traffic: { ...read.traffic, ...(otherSecrets && { otherSecrets }) } };
      const [plain, sets, atGateways] = [comesTo(mesh), judgeThroughGateways(mesh), throughGateways(mesh)];
      const targets = targetsBehind(mesh);
      for (const row of cases) {
        const request = atGateways(readCase(row));
        for (const target of request.from.kind === 'plaintext' ? targets : []) {
          const { part, because: reasons } = sets(request, target);
          const verdict = plain(request, target);
          asked++;
          if (part === 'allow') through++;
          if (part === verdict || (verdict === 'undecided' && part === 'deny')) continue;
          if (part === 'undecided' || part === 'outside') {
            untold++;
            because.set(reasons.join('; '), (because.get(reasons.join('; ')) ?? 0) + 1);
          } else differing.add(row.id);
        }
      }
    }
    expect([...differing]).toEqual(known.gaps);
    expect(through).toBeGreaterThan(50);
    expect({ untold: untold / asked > known.open, because }).toEqual({ untold: false, because });
  },
);
