import type { Case } from '../../src/cases/case-file';
import { judgeOf } from '../../src/cases/judge';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';
import { gateway, HTTP, routes, WORLD } from '../evaluate/gateway-mesh';

const caseOf = (call: JsonObject, expect: JsonObject, id = 'a case'): Case => ({
  id,
  request: readCase(call),
  expect,
  line: 1,
  index: 0,
});

test.each(['golden', 'generated'])('recorded gateways, read as case files, are met: %s', (file) => {
  const missed = recorded(`routing/${file}`).flatMap(({ manifests, mesh, secrets, cases }) => {
    const known = secrets?.map((text) => ({ namespace: text.split('/')[0] ?? '', name: text.split('/')[1] ?? '' }));
    const made = cases.map(({ id, expect: expected, ...call }) => caseOf(call, { ...expected }, id));
    return made.map(judgeOf(made, readMesh(manifests as never, mesh), known).judge);
  });
  expect(missed.filter(({ outcome }) => outcome.kind !== 'met').map(({ case: { id } }) => id)).toEqual([]);
});

const CALL = { from: { plaintext: true }, to: { workload: 'shop/gw', port: 8080 }, request: { host: 'x', path: '/' } };
const destination = (host: string) => ({ destination: { host, port: { number: 80 } }, weight: 50 });

function outcomeOf(expect: JsonObject, destinations: readonly JsonObject[]): string {
  const mesh = readMesh([...WORLD, gateway(HTTP), routes('one', '*', [{ route: [...destinations] }])]);
  const one = caseOf(CALL, expect);
  return judgeOf([one], mesh).judge(one).outcome.kind;
}

test.each<[JsonObject, string]>([
  [{ routedTo: 'shop/web:80' }, 'met'],
  [{ routedTo: 'shop/api:80' }, 'missed'],
  [{ routedTo: 'shop/web:80', path: '/', headers: { 'X-Absent': null } }, 'met'],
  [{ routedTo: 'shop/web:80', path: '/other' }, 'missed'],
  [{ status: 404 }, 'missed'],
])('of a route to web, %j is %s', (expected, outcome) => {
  expect(outcomeOf(expected, [destination('web')])).toBe(outcome);
});

test.each<[JsonObject, string]>([
  [{ anyOf: [{ routedTo: 'shop/api:80' }, { routedTo: 'shop/web:80' }] }, 'met'],
  [{ anyOf: [{ routedTo: 'shop/web:80' }] }, 'missed'],
  [{ routedTo: 'shop/web:80' }, 'missed'],
  [{ path: '/', anyOf: [{ routedTo: 'shop/api:80' }, { routedTo: 'shop/web:80' }] }, 'met'],
])('of a route to both, %j is %s', (expected, outcome) => {
  expect(outcomeOf(expected, [destination('web'), destination('api')])).toBe(outcome);
});

describe('what the gateway answers itself comes to nobody', () => {
  const redirect = { name: 'moved', redirect: { uri: '/new' } };
  const WEB = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
    spec: {},
  };
  const direct = { name: 'teapot', directResponse: { status: 418, body: { string: 'short' } } };

  function judged(route: JsonObject | undefined, expect: JsonObject, host = 'x.example') {
    const served = { name: 'served', route: [destination('web')] };
    const mesh = readMesh([...WORLD, gateway(HTTP), WEB, routes('one', 'x.example', [route ?? served])]);
    const one = caseOf({ ...CALL, to: { gateway: 'shop/gw', port: 80 }, request: { host, path: '/' } }, expect);
    return judgeOf([one], mesh).judge(one).outcome;
  }

  test('so that it is not what `allow` means, and the message says so', () => {
    expect(judged(undefined, { verdict: 'allow' })).toEqual({ kind: 'met' });
    expect(judged(undefined, { verdict: 'allow' }, 'other')).toEqual({
      kind: 'missed',
      because:
        'the gateway answers 404 itself, so that the call comes to nobody; where that is meant, a case file expects `status: 404`',
    });
    expect(judged(redirect, { verdict: 'allow' }).kind).toBe('missed');
    expect(judged(direct, { verdict: 'allow' }).kind).toBe('missed');
  });

  test('unless the case expects the answer', () => {
    expect(judged(undefined, { verdict: 'allow', status: 404 }, 'other')).toEqual({ kind: 'met' });
    expect(judged(undefined, { verdict: 'allow', status: 404 })).toEqual({ kind: 'missed' });
    expect(judged(undefined, { status: 404 }, 'other')).toEqual({ kind: 'met' });
    expect(judged(redirect, { verdict: 'allow', location: 'http://x.example/new' })).toEqual({ kind: 'met' });
    expect(judged(redirect, { verdict: 'allow', location: 'http://x.example/old' })).toEqual({ kind: 'missed' });
    expect(judged(direct, { verdict: 'allow', body: 'short' })).toEqual({ kind: 'met' });
  });

  test('and no denial either', () => {
    expect(judged(undefined, { verdict: 'deny' }, 'other').kind).toBe('missed');
    expect(judged(undefined, { verdict: 'deny', layer: 'authorization' }, 'other').kind).toBe('missed');
    expect(judged(undefined, { verdict: 'deny', status: 403 }, 'other').kind).toBe('missed');
  });

  test('nor is a route of which one share is answered so', () => {
    const share = (...hosts: readonly string[]) => ({
      route: hosts.map((host) => ({ destination: { host }, weight: 1 })),
    });
    expect(judged(share('web', 'nowhere'), { verdict: 'allow' }).kind).toBe('undecided');
    expect(judged(share('web', 'web'), { verdict: 'allow' })).toEqual({ kind: 'met' });
  });
});
