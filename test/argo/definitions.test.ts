import { schemaProblems } from './definitions';

const project = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'shop' } };

test('an object with the fields of its definition is right', () => {
  expect(schemaProblems({ ...project, spec: { sourceRepos: ['https://a.example.com'] } } as never)).toEqual([]);
});

test('a field that the definition does not know is told', () => {
  expect(schemaProblems({ ...project, spec: { sourceRepositories: [] } } as never)).toEqual([
    '/spec must NOT have additional properties {"additionalProperty":"sourceRepositories"}',
  ]);
});

test('a value of another type is told, also where a schema is shared', () => {
  const spec = { clusterResourceWhitelist: [{ group: 1, kind: 'Namespace' }] };
  expect(schemaProblems({ ...project, spec } as never)).toEqual([
    '/spec/clusterResourceWhitelist/0/group must be string {"type":"string"}',
  ]);
});

test('a field that is missing is told', () => {
  expect(schemaProblems({ ...project, kind: 'Application', spec: { project: 'shop' } } as never)).toEqual([
    '/spec must have required property \'destination\' {"missingProperty":"destination"}',
  ]);
});
