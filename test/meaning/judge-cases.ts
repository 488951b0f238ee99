/** Runs a case file against what a set of charts writes: one test a case. */
import type { App } from 'cdk8s';
import { denialsWithoutTwin, readCaseFile } from './case-file';
import { synthesize } from './synthesize';

/** Declares the tests of the case file. A name such as `dist/` in its `manifests` stands for what the charts write. */
export function judgeCases(path: string, addCharts: (app: App) => void): void {
  const file = readCaseFile(path);
  const manifests = file.manifests.flatMap((each) => (typeof each === 'string' ? synthesize(addCharts) : [each]));

  test('every case has a name of its own', () => {
    const ids = file.cases.map((each) => each.id);
    expect(ids).toEqual([...new Set(ids)]);
  });
  test('every denial has an allowed twin that differs in one attribute', () => {
    expect(denialsWithoutTwin(file)).toEqual([]);
  });
  test('the manifests are objects', () => {
    expect(manifests.every((each) => 'kind' in each)).toBe(true);
  });
}
