/** The case files beside the examples hold, and every denial in `cases.yaml` has an allowed twin. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import { denialsWithoutTwin, judgedCases, unmet } from '../meaning/case-file';
import { synthesize } from '../meaning/synthesize';

const EXAMPLES = join(__dirname, '../../examples');

beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

describe.each(readdirSync(EXAMPLES))('%s', (example) => {
  const folder = join(EXAMPLES, example);
  const { addCharts } = jest.requireActual<{ addCharts: (app: App, cluster?: string) => void }>(join(folder, 'main'));
  const files = readdirSync(folder).filter((name) => /cases\.yaml$/.test(name));

  test.each(files)('%s', (file) => {
    // `dist/staging/` is what the example writes for that cluster
    const written = (place: string) => {
      const [, cluster = ''] = place.split('/');
      return synthesize((app) => addCharts(app, ...(cluster === '' ? [] : [cluster])));
    };
    const judged = judgedCases(join(folder, file), written);
    expect(judged.length).toBeGreaterThan(0);
    expect(unmet(judged)).toEqual([]);
  });

  test('every denial in `cases.yaml` has an allowed twin', () => {
    // the tutorials ask for paths that nobody may, so the denials of their curl tests have none
    expect(denialsWithoutTwin(join(folder, 'cases.yaml'))).toEqual([]);
  });
});
