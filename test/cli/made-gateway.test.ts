/** Pods that Istio makes for a Gateway have a name, by which `reach` tells of them: it may be used like any other. */
import * as explain from '../../src/cli/commands/explain';
import * as prove from '../../src/cli/commands/prove';
import * as reach from '../../src/cli/commands/reach';
import * as tests from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const EDGE = `apiVersion: v1
kind: Namespace
metadata: { name: edge, labels: { istio-injection: enabled } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: edge }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
`;
const FILES = {
  'edge.yaml': EDGE,
  'cases.yaml': `manifests: [edge.yaml]
cases:
  - { id: open, from: { plaintext: true }, to: { workload: edge/way-istio, port: 80 }, request: { path: / }, expect: allow }
`,
  'invariants.yaml': 'invariants: [{ name: open, noPlaintext: { to: { workload: edge/way-istio } } }]\n',
};

const zeroTrust = async (line: string, files: Record<string, string> = {}) => {
  const io = fakeIo({ ...FILES, ...files });
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    explain: () => Promise.resolve(explain),
    prove: () => Promise.resolve(prove),
    reach: () => Promise.resolve(reach),
    test: () => Promise.resolve(tests),
  });
  return { code, ...io.printed };
};

test.each([
  ['reach edge.yaml --to edge/way-istio --from plaintext', 'plaintext: without TLS', ExitCode.Good],
  ['reach edge.yaml --from edge/way-istio', 'edge/way-istio, port 80', ExitCode.Undecided],
  ['explain edge.yaml --from plaintext --to edge/way-istio --port 80', 'allow (gateway)', ExitCode.Good],
  ['test cases.yaml', '1 passed, 0 failed', ExitCode.Good],
  ['prove edge.yaml --invariants invariants.yaml', 'fails      open', ExitCode.Found],
])('%s', async (line, says, code) => {
  const done = await zeroTrust(line);
  expect(done).toMatchObject({ code, err: '' });
  expect(done.out).toContain(says);
});

test('where Istio makes none, there are none', async () => {
  const other = { 'edge.yaml': EDGE.replace('gatewayClassName: istio', 'gatewayClassName: other') };
  for (const line of ['explain edge.yaml --from plaintext --to edge/way-istio --port 80', 'test cases.yaml']) {
    const { code, err } = await zeroTrust(line, other);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain('edge/way-istio');
  }
});
