import { readCase } from '../../src/policy/read-case';
import { writeCase } from '../../src/policy/write-case';

const from = { workload: 'shop/orders' };
const to = { workload: 'shop/payments', port: 8080 };

test.each<[string, Record<string, unknown>]>([
  ['a TCP connection', { from: { plaintext: true, ip: '10.0.0.1' }, to: { ...to, ip: '10.0.0.2' } }],
  ['an identity', { from: { identity: 'cluster.local/ns/a/sa/b' }, to: { service: 'a/b', port: 1 }, request: {} }],
  ['a workload behind a Service', { from, to: { service: 'a/b', workload: 'a/c', port: 1, subset: 'v1' } }],
  ['a Gateway', { from, to: { gateway: 'a/b', port: 1 }, request: { host: 'x', tls: true } }],
  ['a host outside', { from, to: { host: 'x.example', port: 443 }, request: { sni: 'x.example', path: '/?a=b' } }],
  ['headers', { from, to, request: { headers: { a: ['1', '2'], b: '' }, remoteIp: '1.2.3.4' } }],
  ['a token', { from, to, request: { token: { iss: 'a', sub: 'b' } } }],
  [
    'tokens in odd places',
    {
      from,
      to,
      request: {
        method: 'POST',
        path: '/x?y=1',
        headers: { cookie: 'session=1', authorization: 'Basic x' },
        tokens: [
          { claims: { iss: 'a' }, state: 'expired', header: 'X-Jwt', prefix: 'jwt ' },
          { claims: { iss: 'b' }, param: 'access_token' },
          { claims: { iss: 'c' }, cookie: 'token' },
          { claims: {}, state: 'malformed' },
        ],
      },
    },
  ],
])('%s that is written down is read as the same call', (_, written) => {
  const call = readCase(written);
  expect(readCase(writeCase(call))).toEqual(call);
});

test('what is written is short', () => {
  expect(writeCase(readCase({ from, to, request: { token: { iss: 'a' } } }))).toEqual({
    from,
    to,
    request: { method: 'GET', path: '/', host: 'payments', token: { iss: 'a' } },
  });
});
