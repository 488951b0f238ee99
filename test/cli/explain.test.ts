import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as explain from '../../src/cli/commands/explain';
import { ExitCode } from '../../src/cli/exit-code';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const PRODUCTION = readFileSync(join(__dirname, 'fixtures/production.yaml'), 'utf8');
const FRONTEND = 'identity:cluster.local/ns/production/sa/frontend';

const zeroTrust = async (args: readonly string[], files: Record<string, string> = {}, world: Partial<Io> = {}) => {
  const io = fakeIo({ 'p.yaml': PRODUCTION, ...files }, world);
  const code = await runProgram(['explain', ...args], io, {
    ...NO_COMMANDS,
    explain: () => Promise.resolve(explain),
  });
  return { code, ...io.printed, written: io.written };
};
const call = (line: string, more: readonly string[] = [], manifests = PRODUCTION) =>
  zeroTrust(['p.yaml', ...line.split(' '), ...more], { 'p.yaml': manifests });
const GET_DATA = `--from ${FRONTEND} --to production/backend --port 8080 --path /api/data`;

/** Its key names nothing, which the webhook of Istio refuses. */
const ODD = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: odd, namespace: production }
spec: { action: ALLOW, rules: [{ when: [{ key: request.headers, values: [guest] }] }] }
`;

test('`--istio-version` names the version that decides', async () => {
  const deny = `${PRODUCTION}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-guests, namespace: production }
spec: { action: DENY, rules: [{ when: [{ key: 'request.headers[x-role]', values: [guest] }] }] }
`;
  const twice = ['--header', 'x-role: admin', '--header', 'x-role: guest', '--istio-version'];
  const codeIn = async (version: string) => (await call(GET_DATA, [...twice, version], deny)).code;
  expect(await codeIn('1.29.0')).toBe(ExitCode.Good); // joined by a comma, the lines are another value
  expect(await codeIn('1.29.1')).toBe(ExitCode.Found);
  expect(await codeIn('1.29')).toBe(ExitCode.Undecided);
  const { code, err } = await call(GET_DATA, ['--istio-version', '1.25']);
  expect(code).toBe(ExitCode.Wrong);
  expect(err).toContain("argument '1.25' is invalid. expected `1.26` to `1.32`, or a patch release such as `1.29.7`.");
});

describe('each of the common issues is traced to its cause by one command', () => {
  test('connection refused: the caller speaks plaintext, and mTLS is demanded', async () => {
    const refused = await call('--from plaintext --to production/backend --port 8080');
    expect(refused.code).toBe(ExitCode.Found);
    expect(refused.out).toContain(
      'port 8080 takes mTLS only, and the caller speaks plaintext (STRICT by PeerAuthentication `production/strict` for the namespace)',
    );
    expect((await call(GET_DATA)).code).toBe(ExitCode.Good);
  });

  test('403: the workload does not run under the service account that the policy names', async () => {
    const before = PRODUCTION.replace('serviceAccountName: frontend', 'serviceAccountName: default');
    const { code, out } = await call(
      '--from identity:cluster.local/ns/production/sa/default --to production/backend --port 8080 --path /api/data',
      [],
      before,
    );
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain(
      'rule 0 of `production/backend` wants principal `cluster.local/ns/production/sa/frontend`, got `cluster.local/ns/production/sa/default` (`production/frontend` runs as service account `default`: set its `serviceAccountName`)',
    );
  });

  test('TLS handshake failure: the certificate is of another trust domain', async () => {
    const foreign = GET_DATA.replace('cluster.local', 'old.example');
    const { code, out } = await call(foreign);
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain("the trust domain of `old.example/ns/production/sa/frontend` is none of the mesh's");
    const mesh = { 'mesh.yaml': 'trustDomainAliases: [old.example]\n' };
    expect((await zeroTrust(['p.yaml', ...foreign.split(' '), '--mesh', 'mesh.yaml'], mesh)).code).toBe(ExitCode.Good);
  });

  test('JWT validation fails: the token is of another issuer', async () => {
    const token = (claims: object) => ['--token', JSON.stringify(claims)];
    const bad = await call(GET_DATA, token({ iss: 'https://login.example.com/', sub: 'ann', aud: 'shop' }));
    expect(bad.code).toBe(ExitCode.Found);
    expect(bad.out).toContain(
      'rule 0 of RequestAuthentication `production/tokens` refuses the token in header `authorization`: it wants issuer `https://login.example.com`, got `https://login.example.com/` (a slash at the end or case differs)',
    );
    const other = await call(GET_DATA, token({ iss: 'https://login.example.com', sub: 'ann', aud: 'bank' }));
    expect(other.out).toContain('it wants audience `shop`, got `bank`');
    const good = await call(GET_DATA, token({ iss: 'https://login.example.com', sub: 'ann', aud: 'shop' }));
    expect(good.code).toBe(ExitCode.Good);
  });

  test('a policy takes no effect: its selector selects no pods', async () => {
    const misspelt = PRODUCTION.replace(
      'selector: { matchLabels: { app: audited } }',
      'selector: { matchLabels: { app: audit } }',
    );
    const allowed = await call(`--from ${FRONTEND} --to production/audited --port 8080`, [], misspelt);
    expect(allowed.code).toBe(ExitCode.Good);
    expect(allowed.out).toContain('`production/audited` selects `app=audit`, which no workload of `production` has');
    const asMeant = await call(`--from ${FRONTEND} --to production/audited --port 8080`);
    expect(asMeant.code).toBe(ExitCode.Found);
    expect(asMeant.out).not.toContain('selects `app=audited`');
  });

  test('no proxy is injected: the namespace lacks the label', async () => {
    const unlabelled = PRODUCTION.replace('labels: { istio-injection: enabled }', 'labels: {}');
    const { code, out } = await call('--from plaintext --to production/backend --port 8080', [], unlabelled);
    expect(code).toBe(ExitCode.Good);
    expect(out).toContain('namespace `production` lacks the label `istio-injection: enabled`');
    expect(out).toContain('`production/backend` and `production/tokens` are enforced nowhere');
    expect((await call('--from plaintext --to production/backend --port 8080')).out).not.toContain('enforced nowhere');
  });
});

describe('what would be lost is refused, and what is there is found', () => {
  test('a header that names the host', async () => {
    const { code, err } = await call(GET_DATA, ['--header', 'Host: shop.example']);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain('`--header Host: shop.example` would be lost; write `--host shop.example`');
    expect((await call(GET_DATA, ['--header', 'x-host: shop.example'])).code).toBe(ExitCode.Good);
  });

  test('a port that only the `ingress` of a Sidecar opens', async () => {
    const sidecar = `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: backend, namespace: production }
spec: { ingress: [{ port: { number: 8443, protocol: HTTP, name: http }, defaultEndpoint: 127.0.0.1:8080 }] }
`;
    const asked = `--from ${FRONTEND} --to production/backend --port 8443`;
    expect((await call(asked, [], `${PRODUCTION}\n${sidecar}`)).out).toContain('ALLOW is in force');
    expect((await call(asked)).err).toContain('nobody listens on `--port 8443`');
  });
});

describe('each of the silent mistakes is named', () => {
  test('quotes in a condition key', async () => {
    const { code, out } = await call(`--from ${FRONTEND} --to production/backend --port 8080 --path /quoted`, [
      '--header',
      'x-version: v1',
    ]);
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain(
      'got no such header (the quotes in the key are taken as part of the name: write `request.headers[x-version]`)',
    );
  });

  test('quotes in the key of a condition that should keep somebody out', async () => {
    const claims = { iss: 'https://login.example.com', sub: 'mallory', aud: 'shop' };
    const { code, out } = await call(`--from ${FRONTEND} --to production/backend --port 8080 --path /secure/x`, [
      '--token',
      JSON.stringify(claims),
    ]);
    expect(code).toBe(ExitCode.Good);
    expect(out).toContain('its condition `request.auth.claims["sub"]` never keeps out `mallory`');
  });

  test('an exact path that was meant as a prefix', async () => {
    const { out } = await call(`--from ${FRONTEND} --to production/backend --port 8080 --path /admin/users`);
    expect(out).toContain('wants path `/admin/`, got `/admin/users` (`/admin/` is exact: write `/admin/*`)');
  });

  test('source.ip behind a gateway', async () => {
    const { out } = await call(
      '--from identity:cluster.local/ns/edge/sa/gateway --to production/frontend --port 8080 --ip 10.0.0.9 --path /api/x',
    );
    expect(out).toContain(
      'wants source address `203.0.113.0/24`, got `10.0.0.9` (this is the direct peer, behind a gateway the gateway: check `remoteIpBlocks` at the gateway)',
    );
  });
});

describe('the report', () => {
  test('is the contract for programs', async () => {
    const { code, out } = await call(GET_DATA.replace('/api/data', '/API/data'), ['--format', 'json']);
    expect(code).toBe(ExitCode.Found);
    const { request, verdict, steps, nearest } = JSON.parse(out) as Record<string, object> &
      Record<'steps' | 'nearest', object[]>;
    expect(request).toEqual({
      from: { identity: 'cluster.local/ns/production/sa/frontend' },
      to: { workload: 'production/backend', port: 8080 },
      request: { path: '/API/data' },
    });
    expect(verdict).toMatchObject({ verdict: 'deny', status: 403, layer: 'authorization', point: 'sidecar' });
    expect(steps.at(-1)).toMatchObject({ layer: 'authorization', point: 'sidecar', outcome: 'deny' });
    expect(nearest[0]).toEqual({
      policy: 'production/backend',
      rule: 0,
      missed: ['to.paths'],
      why: 'rule 0 of `production/backend` wants path `/api/data`, got `/API/data` (case differs)',
    });
  });

  test('3 when it depends on an external authorizer', async () => {
    const custom = `${PRODUCTION}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ask, namespace: production }
spec: { action: CUSTOM, provider: { name: opa }, rules: [{}] }
`;
    const mesh = 'extensionProviders: [{ name: opa, envoyExtAuthzGrpc: { service: opa, port: 9191 } }]\n';
    const args = ['p.yaml', ...GET_DATA.split(' '), '--mesh', 'm.yaml'];
    const { code, out } = await zeroTrust(args, { 'p.yaml': custom, 'm.yaml': mesh });
    expect(code).toBe(ExitCode.Undecided);
    expect(out).toContain('rule 0 of `production/ask` asks the external authorizer `opa`');
  });

  test('is coloured as people want it, and goes where they want it', async () => {
    const args = ['p.yaml', ...GET_DATA.split(' ')];
    expect((await zeroTrust(args, {}, { outIsTerminal: true })).out).toContain('\u001b[32mallow');
    const plain = { outIsTerminal: true, environment: { NO_COLOR: '1' } };
    expect((await zeroTrust(args, {}, plain)).out).not.toContain('\u001b');
    expect((await zeroTrust([...args, '--color', 'always'], {}, plain)).out).toContain('\u001b');
    const { out, written } = await zeroTrust([...args, '--output', 'r.txt'], {}, { outIsTerminal: true });
    expect([out, written.get('r.txt')?.startsWith('allow')]).toEqual(['', true]);
  });
});

test('an object that a cluster would refuse is judged, and said on standard error', async () => {
  const refused = await call(GET_DATA, [], `${PRODUCTION}---\n${ODD}`);
  expect(refused.code).toBe(ExitCode.Good);
  expect(refused.err).toMatch(
    /^p\.yaml:\d+:\d+: a cluster refuses AuthorizationPolicy `odd`, which is judged as if it were there: `spec\.rules/,
  );
  const taken = await call(
    GET_DATA,
    [],
    `${PRODUCTION}---\n${ODD.replace('request.headers', '"request.headers[x-role]"')}`,
  );
  expect(taken).toMatchObject({ code: ExitCode.Good, err: '' });
});

test('`--to-ip` tells the address of a host outside, which NetworkPolicies may know', async () => {
  const isolated = `${PRODUCTION}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: pay, namespace: production }
spec: { hosts: [pay.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: production }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }
`;
  const codeAt = async (...address: readonly string[]): Promise<number> =>
    (await call('--from production/frontend --to host:pay.example.com --port 443 --tcp', address, isolated)).code;
  expect(await codeAt('--to-ip', '203.0.113.7')).toBe(ExitCode.Good);
  expect(await codeAt('--to-ip', '198.51.100.7')).toBe(ExitCode.Found);
  expect(await codeAt()).toBe(ExitCode.Undecided);
});

describe('2 on wrong use', () => {
  test('an address of what is called means nothing from the internet', async () => {
    const { code, err } = await call('--from internet --to production/backend --to-ip 10.0.0.1');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toBe('`--to-ip 10.0.0.1` would be lost, as calls from the internet go to gateways; leave it out\n');
  });

  test('the method that is meant', async () => {
    const { code, err } = await call('--from plaintext --to production/backend --port 8080 --method delete');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toBe('`--method delete` is no method; expected one such as `DELETE`, in upper case\n');
  });

  test('all wrong options at once', async () => {
    const { code, err } = await zeroTrust([
      ...['p.yaml', '--from', 'identity:frontend', '--port', '0', '--header', 'x', '--token', 'y', '--ip', '1'],
      ...['--to-ip', '2'],
      ...['--method', 'get', '--path', 'api'],
    ]);
    expect(code).toBe(ExitCode.Wrong);
    expect(err.trim().split('\n')).toEqual([
      '`--ip 1` is no address; expected one such as `10.0.0.1`',
      '`--from identity:frontend` is no identity; expected `identity:cluster.local/ns/<namespace>/sa/<account>`',
      '`--port 0` is no port; expected a number from 1 to 65535',
      '`--to` is missing; expected `<namespace>/<workload>`, `service:<namespace>/<service>`, `gateway:<namespace>/<gateway>` or `host:<host outside>`',
      '`--to-ip 2` is no address; expected one such as `10.0.0.1`',
      '`--method get` is no method; expected one such as `GET`, in upper case',
      '`--path api` does not begin with `/`; expected such as `/api`',
      '`--header x` is no header; expected `name: value`',
      '`--token y` is no token; expected its claims as a JSON object, such as `{"iss":"…"}`',
    ]);
  });

  test.each([
    ['--from production/frontned --to production/backend --port 8080', 'did you mean `production/frontend`?'],
    ['--from default/frontend --to production/backend --port 8080', 'did you mean `production/frontend`?'],
    [
      '--from plaintext --to service:production/backnd --port 80',
      'no Service has this name; did you mean `production/backend`?',
    ],
    [
      '--from plaintext --to backend --port 8081',
      'nobody listens on `--port 8081` of `production/backend`; it has `8080`',
    ],
    [
      '--from plaintext --to backend --port 80',
      '; for that port of Service `production/backend` write `--to service:production/backend`',
    ],
    [
      '--from plaintext --to service:backend --port 8080',
      'has no `--port 8080`; it has `80`; `80` leads to `8080` of its pods',
    ],
    ['--from plaintext --to backend --port 8080 --tcp --path /', '`--tcp` sends no HTTP, and `--path` would be lost'],
  ])('%s', async (line, says) => {
    const { code, err } = await call(line);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain(says);
  });

  test('a name that several have', async () => {
    const twice = `${PRODUCTION}---\n${deployment('staging', 'Deployment')}---\n${deployment('production', 'StatefulSet')}`;
    const short = await call('--from plaintext --to backend --port 8080', [], twice);
    expect(short.err).toContain(
      'several namespaces have a workload of this name; write `production/backend` or `staging/backend`',
    );
    const full = await call('--from plaintext --to production/backend --port 8080', [], twice);
    expect(full.err).toContain('`Deployment` and `StatefulSet` have this name');
    expect((await call('--from plaintext --to staging/backend --port 8080', [], twice)).code).not.toBe(ExitCode.Wrong);
  });

  test('an option that is given twice, of which one would be lost', async () => {
    const { code, err } = await call(`${GET_DATA} --port 80`);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain("'--port <number>' argument '80' is invalid. it is given twice; the other value is `8080`.");
  });

  test('a manifest with a value of the wrong type, at its place', async () => {
    const { code, err } = await call(GET_DATA, [], `${PRODUCTION}---\n${ODD.replace('ALLOW', 'ALOW')}`);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(/^p\.yaml:\d+:1: AuthorizationPolicy production\/odd: `action` is `ALOW`; expected /);
  });

  test('manifests that cannot be read, with the options', async () => {
    const { code, err } = await zeroTrust(['none.yaml', '--from', 'plaintext', '--to', 'a/b', '--port', 'x']);
    expect(code).toBe(ExitCode.Wrong);
    expect(err.trim().split('\n')).toEqual([
      'none.yaml:1:1: there is no such file or folder',
      '`--port x` is no port; expected a number from 1 to 65535',
    ]);
  });
});

function deployment(namespace: string, kind: string): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: backend, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: other } }, spec: { containers: [{ name: main, ports: [{ containerPort: 8080 }] }] } } }
`;
}

describe('a call to a gateway', () => {
  const EDGE = `${PRODUCTION}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec:
  template:
    metadata: { labels: { app: ingress }, annotations: { inject.istio.io/templates: gateway } }
    spec: { serviceAccountName: ingress, containers: [{ name: proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec:
  selector: { app: ingress }
  servers: [{ port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: [shop.example] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: production }
spec:
  hosts: [shop.example]
  gateways: [edge/public]
  http: [{ match: [{ uri: { prefix: /data } }], rewrite: { uri: /api/data }, route: [{ destination: { host: backend } }] }]
`;
  const TO_PUBLIC = '--from plaintext --to gateway:public --port 443 --host shop.example --path /data';

  test('is followed to where its route leads, and each hop tells what comes there', async () => {
    const { code, out } = await call(`${TO_PUBLIC} --sni shop.example`, [], EDGE);
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain('edge/ingress  ← plaintext, port 443, GET shop.example/data');
    expect(out).toContain(
      'production/backend  ← cluster.local/ns/edge/sa/ingress, port 8080, GET shop.example/api/data',
    );
    expect(out).toContain(
      'wants principal `cluster.local/ns/production/sa/frontend`, got `cluster.local/ns/edge/sa/ingress`',
    );
    const granted = EDGE.replace('cluster.local/ns/production/sa/frontend', 'cluster.local/ns/edge/sa/ingress');
    expect((await call(`${TO_PUBLIC} --sni shop.example`, [], granted)).code).toBe(ExitCode.Good);
  });

  test('ends at the gateway without the server name that its TLS asks for', async () => {
    expect((await call(TO_PUBLIC, [], EDGE)).out).toContain('the gateway serves nothing at port 443');
  });

  test('is not allowed where the gateway answers itself, which comes to nobody', async () => {
    const { code, out } = await call(`${TO_PUBLIC.replace('/data', '/other')} --sni shop.example`, [], EDGE);
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain('answered (404, gateway)  plaintext → gateway:edge/public:443');
    expect(out).toContain('deny      route         the gateway answers 404 itself');
    const { out: json } = await call(
      `${TO_PUBLIC.replace('/data', '/other')} --sni shop.example --format json`,
      [],
      EDGE,
    );
    expect(JSON.parse(json)).toMatchObject({ verdict: { verdict: 'deny', answered: true, status: 404 }, nearest: [] });
  });

  test('is of a port that the Gateway has', async () => {
    const { code, err } = await call(TO_PUBLIC.replace('443', '80'), [], EDGE);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain('Gateway `edge/public` has no `--port 80`; it has `443`');
  });

  test('may name the pods', async () => {
    const { out } = await call(TO_PUBLIC.replace('gateway:public', 'gateway:ingress'), ['--sni', 'shop.example'], EDGE);
    expect(out).toContain('plaintext → gateway:edge/ingress:443');
  });

  describe('from the internet', () => {
    const FROM_INTERNET = '--from internet --to service:backend --port 80';
    const granted = EDGE.replace('cluster.local/ns/production/sa/frontend', 'cluster.local/ns/edge/sa/ingress');
    const json = async (line: string, manifests: string) => {
      const { code, out } = await call(`${line} --format json`, [], manifests);
      return { code, ...(JSON.parse(out) as { verdict: object; ways: { request: object }[]; unclear: string[] }) };
    };

    test('each route that leads there is told, for a request that it takes', async () => {
      const { code, ways, unclear } = await json(FROM_INTERNET, granted);
      expect(code).toBe(ExitCode.Good);
      expect(unclear).toEqual([]);
      expect(ways.map(({ request }) => request)).toEqual([
        {
          from: { plaintext: true },
          to: { gateway: 'edge/public', port: 443 },
          request: { path: '/data', method: 'GET', host: 'shop.example', sni: 'shop.example' },
        },
      ]);
    });

    test('and what refuses it', async () => {
      const { code, out } = await call(FROM_INTERNET, [], EDGE);
      expect(code).toBe(ExitCode.Found);
      expect(out).toContain(
        'deny  internet → service:production/backend:80  GET /: one route of a gateway leads there',
      );
      expect(out).toContain(
        'production/backend  ← cluster.local/ns/edge/sa/ingress, port 8080, GET shop.example/api/data',
      );
    });

    test('a workload is called through the Services in front of it', async () => {
      expect((await json('--from internet --to backend --port 8080', granted)).ways).toHaveLength(1);
    });

    test('without a port every port is asked about to which a route leads', async () => {
      const twoPorts = granted
        .replace('targetPort: 8080 }', 'targetPort: 8080 }, { name: http-admin, port: 81, targetPort: 9090 }')
        .replace(
          /http: \[\{ match.*$/m,
          `http:
    - { match: [{ uri: { prefix: /data } }], rewrite: { uri: /api/data }, route: [{ destination: { host: backend, port: { number: 80 } } }] }
    - { match: [{ uri: { prefix: /admin } }], route: [{ destination: { host: backend, port: { number: 81 } } }] }`,
        );
      const { code, out } = await call('--from internet --to backend', [], twoPorts);
      expect(code).toBe(ExitCode.Good);
      expect(out).toContain('allow  internet → production/backend  GET /: one route of a gateway leads there');
      expect(out).toContain('GET shop.example/data → port 8080');
      expect(out).toContain('GET shop.example/admin → port 9090');
      const { ways } = await json('--from internet --to service:backend', twoPorts);
      expect(ways).toMatchObject([{ port: 80, route: 'VirtualService `production/shop`' }, { port: 81 }]);
      const denied = await call('--from internet --to backend --port 9090 --path /admin', [], twoPorts);
      expect(denied.code).toBe(ExitCode.Found);
      expect((await call('--from internet --to frontend', [], twoPorts)).code).toBe(ExitCode.Found);
    });

    test('only outsiders may leave the port out', async () => {
      const { code, err } = await call('--from plaintext --to backend', [], granted);
      expect(code).toBe(ExitCode.Wrong);
      expect(err).toContain('`--port` is missing');
    });

    test('it is said plainly when none leads there', async () => {
      const { code, out } = await call('--from internet --to frontend --port 8080', [], EDGE);
      expect(code).toBe(ExitCode.Found);
      expect(out).toContain('no route of a gateway is known to lead there');
      const elsewhere = await json(`${FROM_INTERNET} --path /other`, granted);
      expect(elsewhere).toMatchObject({ code: ExitCode.Found, ways: [], unclear: [] });
    });

    test('what is not found out stays undecided', async () => {
      const pattern = granted.replace('uri: { prefix: /data }', 'uri: { regex: "/d[0-9]+" }');
      const { code, out } = await call(FROM_INTERNET, [], pattern);
      expect(code).toBe(ExitCode.Undecided);
      expect(out).toContain('which path it takes is said by patterns');
      expect((await json(`${FROM_INTERNET} --path /d7`, pattern)).code).toBe(ExitCode.Good);
    });

    test('a gateway is no target of it', async () => {
      const { code, err } = await call('--from internet --to gateway:public --port 443', [], EDGE);
      expect(code).toBe(ExitCode.Wrong);
      expect(err).toContain('for a call to a gateway write `--from plaintext`');
    });
  });
});

describe('a host outside the cluster', () => {
  const OUTSIDE = `${PRODUCTION}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: pay, namespace: production }
spec: { hosts: [pay.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pay, namespace: production }
spec:
  hosts: [pay.example.com]
  tls: [{ match: [{ sniHosts: [pay.example.com] }], route: [{ destination: { host: nobody } }] }]
`;
  const to = '--from production/frontend --to host:pay.example.com --port 443 --tcp';

  test('is called by its name, with the server name that the application sends', async () => {
    const named = await call(`${to} --sni pay.example.com`, [], OUTSIDE);
    expect(named.code).toBe(ExitCode.Found);
    expect(named.out).toContain('→ pay.example.com:443  TLS pay.example.com');
    expect(named.out).toContain('which the sidecar does not know');
    const unnamed = await call(to, [], OUTSIDE);
    expect(unnamed.code).toBe(ExitCode.Undecided);
    expect(unnamed.out).toContain('is routed by its server name, which the call does not tell');
  });
});
