/** The mutants of a small mesh under cases that are written as people write them. */
import { type CaseFile, readCaseFiles } from '../../src/cases/case-file';
import type { FindDifference, SearchIn } from '../../src/coverage/difference';
import { freeNames } from '../../src/coverage/free-names';
import { type JudgedMutant, judgeMutants } from '../../src/coverage/mutation-run';
import type { Mesh } from '../../src/policy/model';

/** Three workloads of one namespace with sidecars: `web` and `orders` call `payments`, which listens on two ports. */
export const WORKLOADS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
${['web', 'orders', 'payments']
  .map(
    (name) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      serviceAccountName: ${name}
      containers: [{ name: main, ports: [{ containerPort: 8080 }, { containerPort: 9090 }] }]
`,
  )
  .join('')}`;

/** One case file with these cases, each in one line of YAML. */
export function caseFile(...cases: readonly string[]): CaseFile {
  const text = ['cases:', ...cases.map((one, index) => `  - { id: c${index}, ${one} }`)].join('\n');
  const [reading] = [...readCaseFiles({ name: 'cases.yaml', text })];
  if (reading?.kind !== 'read') throw new Error(JSON.stringify(reading));
  return reading.file;
}

/** Tells nothing: what no case notices stays open. */
export const findNothing: FindDifference = () => ({ kind: 'unknown', because: 'nobody looked' });

/** What becomes of the mutants of this mesh. */
export function judged(mesh: Mesh, file: CaseFile, findIn: SearchIn = () => findNothing): readonly JudgedMutant[] {
  return judgeMutants(mesh, [file], findIn, freeNames(file.cases.map(({ id }) => id)), () => {});
}
