import { readValue } from '../../src/policy/read-value';
import type { Attribute } from '../../src/policy/rule';

const read = (kind: Exclude<Attribute['kind'], 'header' | 'claim' | 'metadata'>, text: string) =>
  readValue({ kind }, text, 'shop');
const exact = (text: string) => ({ kind: 'exact', text });

describe('a value is read as its field asks, and keeps its text', () => {
  test('a host has no case, a method has', () => {
    expect(read('host', 'API.Example')).toEqual({ kind: 'text', text: 'API.Example', pattern: exact('api.example') });
    expect(read('method', 'get')).toEqual({ kind: 'text', text: 'get', pattern: exact('get') });
  });

  test('a path is a template where an operator is in it, and a pattern elsewhere', () => {
    const parts = [{ kind: 'text', text: '/a/' }, { kind: 'segment' }];
    expect(read('path', '/a/{*}')).toEqual({ kind: 'template', text: '/a/{*}', template: { parts } });
    expect(read('path', '/a/*')).toEqual({ kind: 'text', text: '/a/*', pattern: { kind: 'prefix', text: '/a/' } });
    expect(read('host', '/a/{*}')).toMatchObject({ kind: 'text' });
  });

  test('a principal is taken apart where it is a whole identity', () => {
    const identity = { trustDomain: 'td', namespace: 'dev', serviceAccount: 'web' };
    expect(read('principal', 'td/ns/dev/sa/web')).toMatchObject({ kind: 'principal', identity });
    expect(read('principal', '*/web')).toEqual({
      kind: 'principal',
      text: '*/web',
      pattern: { kind: 'suffix', text: '/web' },
    });
  });

  test('a star is anywhere in a namespace for Envoy, and at one end for ztunnel', () => {
    expect(read('namespace', 'a*b')).toEqual({
      kind: 'namespace',
      text: 'a*b',
      pieces: ['a', 'b'],
      pattern: exact('a*b'),
    });
  });

  test('a service account has a namespace, its own or that of the policy', () => {
    expect(read('serviceAccount', 'web')).toMatchObject({ text: 'shop/web', namespace: 'shop', name: 'web' });
    expect(read('serviceAccount', 'dev/web')).toMatchObject({ text: 'dev/web', namespace: 'dev', name: 'web' });
  });

  test.each(['80', '080', '0', '65535'])('port `%s`', (text) => {
    expect(read('port', text)).toEqual({ kind: 'port', text, port: Number(text) });
  });

  test('an address is a block of one', () => {
    expect(read('sourceIp', '10.0.0.1')).toMatchObject({ kind: 'block', block: { prefix: 32 } });
    expect(read('remoteIp', '10.0.0.1/8')).toEqual({ ...read('destinationIp', '10.0.0.0/8'), text: '10.0.0.1/8' });
  });

  test.each([
    ['port', 'http'],
    ['port', '65536'],
    ['port', '-1'],
    ['port', ''],
    ['sourceIp', '10.0.0.0/33'],
    ['remoteIp', 'localhost'],
    ['destinationIp', ''],
    ['unknown', 'x'],
    ['unreadable', 'x'],
  ] as const)('no proxy can be given %s `%s`', (kind, text) => {
    expect(read(kind, text)).toEqual({ kind: 'unusable', text });
  });
});
