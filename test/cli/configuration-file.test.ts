import { findConfiguration } from '../../src/cli/configuration-file';
import { fakeIo } from './fake-io';

const at = (folder: string) => ({ realPath: (path: string) => (path === '.' ? folder : path) });

test('the nearest file upwards holds, and its paths are beside it', () => {
  const files = { '../zero-trust.yaml': 'mesh: istio/mesh.yaml', '../../zero-trust.yaml': 'mesh: far.yaml' };
  expect(findConfiguration(undefined, fakeIo(files, at('/home/me/project')))).toMatchObject({
    path: '../zero-trust.yaml',
    mesh: '../istio/mesh.yaml',
  });
});

test('nothing is looked for above the root', () => {
  const files = { '../../zero-trust.yaml': 'failOn: info' };
  expect(findConfiguration(undefined, fakeIo(files, at('/home')))).toMatchObject({ path: undefined });
});

test('a named file holds, whatever its name; an absolute path stays', () => {
  const files = { 'zero-trust.yaml': 'failOn: info', 'ci/strict.yaml': 'failOn: warning\nmesh: /etc/mesh.yaml' };
  expect(findConfiguration('ci/strict.yaml', fakeIo(files))).toMatchObject({
    configuration: { failOn: 'warning' },
    mesh: '/etc/mesh.yaml',
  });
});

test('a named file that is not there is a problem', () => {
  expect(findConfiguration('gone.yaml', fakeIo({}))).toMatchObject({ problems: [{ file: 'gone.yaml' }] });
});
