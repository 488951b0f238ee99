import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { judgeCases } from '../../test/meaning/judge-cases';
import { synthesize } from '../../test/meaning/synthesize';
import { addCharts } from './main';

test('the whole manifest', () => {
  expect(Yaml.stringify(...synthesize(addCharts))).toMatchSnapshot();
});

describe('what it means', () => judgeCases(join(__dirname, 'cases.yaml'), addCharts));
