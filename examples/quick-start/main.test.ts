import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { denialsWithoutTwin, readCaseFile } from '../../test/meaning/case-file';
import { judgeCases } from '../../test/meaning/judge-cases';
import { synthesize } from '../../test/meaning/synthesize';
import { addCharts } from './main';

test('the whole manifest', () => {
  expect(Yaml.stringify(...synthesize(addCharts))).toMatchSnapshot();
});

describe('what it means', () => {
  const file = readCaseFile(join(__dirname, 'cases.yaml'));

  test.each(judgeCases(file, synthesize(addCharts)))('$id, because $because', ({ decided, expected }) => {
    expect(decided).toEqual(expected);
  });
  test('every denial has an allowed twin that differs in one attribute', () => {
    expect(denialsWithoutTwin(file)).toEqual([]);
  });
});
