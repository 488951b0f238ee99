import { k8s } from 'cdk8s-plus-28';
import {
  notProbedText,
  probeJobProblems,
  probeMetadata,
  probeSpec,
  PROBE_IMAGE,
  checkImage,
} from '../../src/argo/probe-job';
import type { Probe } from '../../src/argo/probe';
import { containerArgument, probeScript } from '../../src/argo/probe-script';
import { callOf } from './run-probe';

const PROBE: Probe = {
  namespace: 'shop',
  serviceAccount: 'frontend',
  hasSidecar: true,
  calls: [callOf('a', 'allow'), callOf('b', 'deny')],
};

/** What is left of the Job once the class that is generated from Kubernetes's own definitions has read it. */
function known(metadata: object, spec: ReturnType<typeof probeSpec>): unknown {
  const quantities = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, k8s.Quantity.fromString(value)]));
  const { template, ...job } = spec;
  const containers = template.spec.containers.map(({ resources: { requests, limits }, ...container }) => ({
    ...container,
    resources: { requests: quantities(requests), limits: quantities(limits) },
  }));
  // a field, or a type, that they do not know does not compile
  const props: k8s.KubeJobProps = {
    metadata,
    spec: { ...job, template: { ...template, spec: { ...template.spec, containers } } },
  };
  return k8s.KubeJob.manifest(props);
}

test.each([true, false])('the Job is one that Kubernetes knows, field by field (sidecar: %s)', (hasSidecar) => {
  const metadata = probeMetadata(PROBE);
  const spec = probeSpec({ ...PROBE, hasSidecar }, PROBE_IMAGE);
  expect(known(metadata, spec)).toEqual({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec });
});

test('Argo CD makes it anew after each sync', () => {
  expect(probeMetadata(PROBE)).toEqual({
    name: 'zero-trust-probe-frontend',
    namespace: 'shop',
    annotations: {
      'argocd.argoproj.io/hook': 'PostSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    },
  });
});

test('it fits the restricted Pod Security Standard, and may do nothing but send', () => {
  const { template } = probeSpec(PROBE, PROBE_IMAGE);
  const [container] = template.spec.containers;
  expect(template.spec).toMatchObject({
    restartPolicy: 'Never',
    serviceAccountName: 'frontend',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('with a sidecar it asks for a native one, which ends with the Job', () => {
  const annotations = { 'sidecar.istio.io/nativeSidecar': 'true' };
  expect(probeSpec(PROBE, PROBE_IMAGE).template.metadata).toEqual({ annotations });
  expect(probeSpec({ ...PROBE, hasSidecar: false }, PROBE_IMAGE).template.metadata).toBeUndefined();
});

test('the fixed part of the script has nothing that Kubernetes would fill in', () => {
  const script = probeScript([]);
  expect(containerArgument(script)).toBe(script);
});

test('what no Job sends is listed, at most 200 of it, and the rest is counted', () => {
  const notProbed = Array.from({ length: 203 }, (_, index) => ({ id: `c${index}`, because: 'not sent' }));
  const text = notProbedText(notProbed);
  expect(text?.split('\n')).toHaveLength(202);
  expect(text?.endsWith('c199: not sent\nand 3 more\n')).toBe(true);
  expect(notProbedText([])).toBeUndefined();
});

test('a Job whose name or script would be refused is told', () => {
  expect(probeJobProblems(PROBE)).toEqual([]);
  expect(probeJobProblems({ ...PROBE, serviceAccount: 'a'.repeat(46) })).toEqual([]);
  expect(probeJobProblems({ ...PROBE, serviceAccount: 'a'.repeat(47) })).toEqual([
    `service account \`${'a'.repeat(47)}\` is too long to name a Job by; a probe takes at most 46 characters`,
  ]);
  const calls = Array.from({ length: 2000 }, (_, index) => callOf(`case-${index}`, 'allow'));
  expect(probeJobProblems({ ...PROBE, calls })).toEqual([
    expect.stringMatching(/^the 2000 calls of `shop\/frontend` make a script of \d+ bytes, and a Job takes 120000; /),
  ]);
});

test.each(['curlimages/curl:8.16.0', 'registry.example.com:5000/curl:1', `curl@sha256:${'0'.repeat(64)}`])(
  'the image `%s` is one, today and tomorrow',
  (image) => expect(checkImage(image)).toBeUndefined(),
);

test.each(['', 'curl', 'curl:latest', 'registry.example.com:5000/curl', 'curl: 8', 'curl@sha256:0', 'curl:latest@x'])(
  'the image `%s` may be another one tomorrow, or is none',
  (image) => expect(checkImage(image)).toContain(`image \`${image}\` has no fixed tag or digest`),
);
