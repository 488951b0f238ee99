import { findConfiguration, type WorkingDirectory } from '../../src/analyse/configuration-file';

const files = (texts: Record<string, string>, depth = 3): WorkingDirectory => ({
  depth,
  isFile: (path) => path in texts,
  read: (name) => {
    const text = texts[name];
    return text === undefined ? { problems: [{ file: name, line: 1, column: 1, message: 'gone' }] } : { name, text };
  },
});

test('the nearest file upwards holds, and its paths are beside it', () => {
  const texts = { '../zero-trust.yaml': 'mesh: istio/mesh.yaml', '../../zero-trust.yaml': 'mesh: far.yaml' };
  expect(findConfiguration(undefined, files(texts))).toMatchObject({
    path: '../zero-trust.yaml',
    mesh: '../istio/mesh.yaml',
  });
});

test('nothing is looked for above the root', () => {
  const texts = { '../../zero-trust.yaml': 'failOn: info' };
  expect(findConfiguration(undefined, files(texts, 1))).toMatchObject({ path: undefined });
  expect(findConfiguration(undefined, files(texts, 2))).toMatchObject({ path: '../../zero-trust.yaml' });
});

test('a named file holds, whatever its name; an absolute path stays', () => {
  const texts = { 'zero-trust.yaml': 'failOn: info', 'ci/strict.yaml': 'failOn: warning\nmesh: /etc/mesh.yaml' };
  expect(findConfiguration('ci/strict.yaml', files(texts))).toMatchObject({
    configuration: { failOn: 'warning' },
    mesh: '/etc/mesh.yaml',
  });
});

test('a named file that is not there is a problem', () => {
  expect(findConfiguration('gone.yaml', files({}))).toMatchObject({ problems: [{ file: 'gone.yaml' }] });
});
