import { nodeIo } from '../../src/cli/node-io';
import { MAX_FILE_BYTES } from '../../src/policy/manifest';

test('a device that never ends is read as far as shows that it is too large', () => {
  expect(nodeIo.stat('/dev/zero')).toEqual({ kind: 'stream' });
  const { length } = nodeIo.read('/dev/zero');
  expect(length).toBeGreaterThan(MAX_FILE_BYTES);
  expect(length).toBeLessThan(4 * MAX_FILE_BYTES);
});

test('files and folders are what they are', () => {
  expect(nodeIo.stat(__dirname)).toEqual({ kind: 'folder' });
  expect(nodeIo.stat(__filename)).toMatchObject({ kind: 'file', size: nodeIo.read(__filename).length });
  expect(() => nodeIo.stat(`${__filename}.none`)).toThrow('ENOENT');
});
