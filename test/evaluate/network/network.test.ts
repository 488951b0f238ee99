/** Explanations, and what cannot be told. Every refusal has a twin that is allowed. */
import type { NetworkVerdict } from '../../../src/evaluate/network/network';
import { networkOf } from '../../../src/evaluate/network/network-stage';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';

const SHOP = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } };
const web = workload('Deployment', 'shop/web');
const api = workload('Deployment', 'shop/api');
const apiIn = policy('api-in', {
  podSelector: { matchLabels: { app: 'api' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
});

function split(name: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', own = ''] = name.split('/');
  return { namespace, name: own };
}

function workload(kind: string, name: string, podSpec: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const own = split(name);
  const metadata = { labels: { app: own.name } };
  const ports = [
    { containerPort: 8080, name: 'http' },
    { containerPort: 5353, name: 'dns', protocol: 'UDP' },
  ];
  const spec = {
    serviceAccountName: own.name,
    containers: [
      { name: 'main', ports: [] },
      { name: 'second', ports },
    ],
    ...podSpec,
  };
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: { ...metadata, ...own }, spec, ...more };
  return { apiVersion: 'apps/v1', kind, metadata: own, spec: { template: { metadata, spec } }, ...more };
}

function policy(name: string, spec: JsonObject, namespace = 'shop'): JsonObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

function ask(manifests: readonly JsonObject[], from: JsonObject, to: JsonObject): NetworkVerdict {
  const request = readCase({ from, to: { port: 8080, ...to } });
  return networkOf(readMesh([SHOP, ...manifests]))(request.from, request.to);
}

function call(manifests: readonly JsonObject[], from: string, to: string, port = 8080): NetworkVerdict {
  return ask(manifests, { workload: from }, { workload: to, port });
}

describe('an answer explains itself', () => {
  test('allowed: the rule that admits, and the policies that isolate', () => {
    const { verdict, because, sides } = call([web, api, apiIn], 'shop/web', 'shop/api');
    expect(verdict).toBe('allow');
    expect(because).toEqual([
      'no NetworkPolicy isolates egress of `shop/web`',
      'ingress rule 0 of NetworkPolicy `shop/api-in` admits the call: ingress of `shop/api` is isolated by `shop/api-in`',
    ]);
    expect(sides).toMatchObject([
      { kind: 'open' },
      { kind: 'admitted', by: { namespace: 'shop', name: 'api-in', index: 0 } },
    ]);
  });

  test('denied for its port', () => {
    const { verdict, because } = call([web, api, apiIn], 'shop/web', 'shop/api', 9090);
    expect(verdict).toBe('deny');
    expect(because).toEqual([
      'ingress of `shop/api` is isolated by `shop/api-in`, and no rule admits the call',
      'ingress rule 0 of NetworkPolicy `shop/api-in` wants port `8080/TCP`, got `9090/TCP`',
    ]);
  });

  test('denied for its caller', () => {
    const job = workload('Deployment', 'shop/job');
    const { verdict, because } = call([job, api, apiIn], 'shop/job', 'shop/api');
    expect(verdict).toBe('deny');
    expect(because[1]).toBe(
      "ingress rule 0 of NetworkPolicy `shop/api-in` wants a pod with `app=web` of the policy's namespace, " +
        'got `shop/job` with `app=job`',
    );
  });

  test('denied on its way out: the policies of the caller', () => {
    const quiet = policy('quiet', { podSelector: {}, policyTypes: ['Egress'] });
    const { verdict, because } = call([web, api, apiIn, quiet], 'shop/web', 'shop/api');
    expect(verdict).toBe('deny');
    expect(because).toEqual(['egress of `shop/web` is isolated by `shop/quiet`, and no rule admits the call']);
  });
});

describe('a pod and itself', () => {
  const closed = policy('closed', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

  test('a pod cannot block itself', () => {
    const pod = workload('Pod', 'shop/one');
    expect(call([pod, closed], 'shop/one', 'shop/one').verdict).toBe('allow');
    expect(call([pod, workload('Pod', 'shop/two'), closed], 'shop/one', 'shop/two').verdict).toBe('deny');
  });

  test('of a Deployment, the addresses tell whether two replicas are one', () => {
    const from = { workload: 'shop/web', ip: '10.0.0.1' };
    expect(ask([web, closed], from, { workload: 'shop/web', ip: '10.0.0.1' }).verdict).toBe('allow');
    expect(ask([web, closed], from, { workload: 'shop/web', ip: '10.0.0.2' }).verdict).toBe('deny');
    const { verdict, because } = call([web, closed], 'shop/web', 'shop/web');
    expect(verdict).toBe('undecided');
    expect(because[0]).toBe(
      'cannot tell: not known is whether a replica of `shop/web` calls itself, which is always allowed',
    );
  });
});

describe('blocks', () => {
  const fromBlock = (cidr: string): JsonObject =>
    policy('block', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ from: [{ ipBlock: { cidr } }] }] });

  test('match the address of a pod, as any other', () => {
    const pod = workload('Pod', 'shop/one', {}, { status: { podIP: '10.0.0.1' } });
    expect(call([pod, api, fromBlock('10.0.0.0/24')], 'shop/one', 'shop/api').verdict).toBe('allow');
    expect(call([pod, api, fromBlock('10.0.1.0/24')], 'shop/one', 'shop/api').verdict).toBe('deny');
  });

  test('an address that is not known is asked for, unless something else decides', () => {
    const { verdict, because } = call([web, api, fromBlock('10.0.0.0/24')], 'shop/web', 'shop/api');
    expect(verdict).toBe('undecided');
    expect(because).toEqual([
      'cannot tell for ingress of `shop/api`: not known is the address of `shop/web`, which block `10.0.0.0/24` may hold',
    ]);
    expect(call([web, api, apiIn, fromBlock('10.0.0.0/24')], 'shop/web', 'shop/api').verdict).toBe('allow');
    const from = { workload: 'shop/web', ip: '10.0.0.7' };
    expect(ask([web, api, fromBlock('10.0.0.0/24')], from, { workload: 'shop/api' }).verdict).toBe('allow');
  });

  test('two addresses of a pod must agree', () => {
    const dual = workload(
      'Pod',
      'shop/one',
      {},
      { status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } },
    );
    expect(call([dual, api, fromBlock('10.0.0.0/24')], 'shop/one', 'shop/api').verdict).toBe('undecided');
    expect(call([dual, api, fromBlock('10.0.1.0/24')], 'shop/one', 'shop/api').verdict).toBe('deny');
  });

  test('an address that is none is not guessed at', () => {
    expect(ask([api, fromBlock('10.0.0.0/24')], { ip: '10.0.0' }, { workload: 'shop/api' }).verdict).toBe('undecided');
  });
});

test('a namespace without manifest leaves its labels open', () => {
  const fromTeam = policy('team', { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }] }] });
  const prom = workload('Deployment', 'ops/prom');
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ops', labels: { team: 'ops' } } };
  expect(call([prom, api, fromTeam], 'ops/prom', 'shop/api').verdict).toBe('undecided');
  expect(call([prom, api, fromTeam, space], 'ops/prom', 'shop/api').verdict).toBe('allow');
  expect(call([prom, api, fromTeam], 'shop/api', 'shop/api').verdict).not.toBe('allow');
});

describe('names of ports', () => {
  const byName = (name: string): JsonObject => policy('named', { ingress: [{ ports: [{ port: name }] }] });

  test('are those of every container of the called pod', () => {
    expect(call([web, api, byName('http')], 'shop/web', 'shop/api').verdict).toBe('allow');
    expect(call([web, api, byName('https')], 'shop/web', 'shop/api').verdict).toBe('deny');
    expect(call([web, api, byName('http')], 'shop/web', 'shop/api', 8081).verdict).toBe('deny');
  });

  test('of the sidecar are known, but not whether it is there', () => {
    const scrape = byName('http-envoy-prom');
    expect(call([web, api, scrape], 'shop/web', 'shop/api', 15090).verdict).toBe('undecided');
    expect(call([web, api, scrape], 'shop/web', 'shop/api', 15020).verdict).toBe('deny');
  });

  test('belong to their protocol', () => {
    expect(call([web, api, byName('dns')], 'shop/web', 'shop/api', 5353).verdict).toBe('deny');
  });
});

test('a foreign host is judged by its address', () => {
  const out = policy('out', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443 }] }],
  });
  const asked = (to: JsonObject): string =>
    ask([web, out], { workload: 'shop/web' }, { host: 'api.example.com', ...to }).verdict;
  expect(asked({ ip: '203.0.113.7', port: 443 })).toBe('allow');
  expect(asked({ ip: '198.51.100.7', port: 443 })).toBe('deny');
  expect(asked({ port: 443 })).toBe('undecided');
  expect(asked({ port: 80 })).toBe('deny');
});

describe('callers that are no workload', () => {
  test('an address that no pod has is outside: selectors do not see it', () => {
    const anyPod = policy('pods', { ingress: [{ from: [{ namespaceSelector: {} }] }] });
    expect(ask([api, anyPod], { ip: '10.9.9.9' }, { workload: 'shop/api' }).verdict).toBe('deny');
    expect(ask([web, api, anyPod], { workload: 'shop/web' }, { workload: 'shop/api' }).verdict).toBe('allow');
  });

  test('of somebody without address only what holds for all is told', () => {
    const anyone = policy('anyone', { ingress: [{ ports: [{ port: 8080 }] }] });
    expect(ask([api, apiIn], {}, { workload: 'shop/api' }).verdict).toBe('undecided');
    expect(ask([api, apiIn], {}, { workload: 'shop/api', port: 9090 }).verdict).toBe('deny');
    expect(ask([api, apiIn, anyone], {}, { workload: 'shop/api' }).verdict).toBe('allow');
  });

  test('an identity stands for the workloads that run as it', () => {
    const own = { identity: 'cluster.local/ns/shop/sa/web' };
    const other = workload('Deployment', 'shop/other', { serviceAccountName: 'web' });
    expect(ask([web, api, apiIn], own, { workload: 'shop/api' }).verdict).toBe('allow');
    expect(ask([other, api, apiIn], own, { workload: 'shop/api' }).verdict).toBe('deny');
    const { verdict, because } = ask([web, other, api, apiIn], own, { workload: 'shop/api' });
    expect(verdict).toBe('undecided');
    expect(because[0]).toContain('which workload of this identity calls');
  });

  test('an identity that no workload has tells its namespace, and not the pod', () => {
    const other = { identity: 'cluster.local/ns/ops/sa/prom' };
    const own = { identity: 'cluster.local/ns/shop/sa/web' };
    expect(ask([api, apiIn], other, { workload: 'shop/api' }).verdict).toBe('deny');
    const { verdict, because } = ask([api, apiIn], own, { workload: 'shop/api' });
    expect(verdict).toBe('undecided');
    expect(because[0]).toContain('which pod has identity `cluster.local/ns/shop/sa/web`; name its workload');
  });
});

describe('pods on the host’s network', () => {
  const onHost = workload('DaemonSet', 'shop/web', { hostNetwork: true });

  test('may be seen as their node, from which traffic is always allowed', () => {
    expect(call([onHost, api, apiIn], 'shop/web', 'shop/api').verdict).toBe('undecided');
    expect(call([web, api, apiIn], 'shop/web', 'shop/api').verdict).toBe('allow');
    expect(call([onHost, api, apiIn], 'shop/web', 'shop/api', 9090).because[0]).toContain(
      'is on the node of the other pod',
    );
  });

  test('may not be isolated by the policies that select them', () => {
    const closed = policy('closed', { podSelector: { matchLabels: { app: 'web' } } });
    expect(call([onHost, api, closed], 'shop/api', 'shop/web').verdict).toBe('undecided');
    expect(call([onHost, api], 'shop/api', 'shop/web').verdict).toBe('allow');
  });
});

describe('through a Service', () => {
  const service = (spec: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'front', namespace: 'shop' },
    spec: { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
  });
  const to = { service: 'shop/front', port: 80 };

  test('the port is the one of the pod', () => {
    expect(ask([web, api, service({}), apiIn], { workload: 'shop/web' }, to).verdict).toBe('allow');
    const elsewhere = service({ ports: [{ port: 80, targetPort: 9090 }] });
    expect(ask([web, api, elsewhere, apiIn], { workload: 'shop/web' }, to).verdict).toBe('deny');
  });

  test('all workloads behind it must agree', () => {
    const second = workload('StatefulSet', 'shop/second');
    const both = service({ selector: { tier: 'back' } });
    const inTier = (manifest: JsonObject, name: string): JsonObject =>
      JSON.parse(JSON.stringify(manifest).replace(`"app":"${name}"`, `"app":"${name}","tier":"back"`)) as JsonObject;
    const manifests = [web, inTier(api, 'api'), inTier(second, 'second'), both];
    const closed = policy('closed', { podSelector: { matchLabels: { app: 'second' } } });
    expect(ask(manifests, { workload: 'shop/web' }, to).verdict).toBe('allow');
    expect(ask([...manifests, closed], { workload: 'shop/web' }, to).verdict).toBe('undecided');
  });

  test('blocks may see the address of the Service', () => {
    const out = policy('out', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }] }],
    });
    const pod = workload('Pod', 'shop/api', {}, { status: { podIP: '10.0.0.9' } });
    const asked = (clusterIP: string): string =>
      ask([web, pod, service({ clusterIP }), out], { workload: 'shop/web' }, to).verdict;
    expect([asked('None'), asked('10.0.0.80'), asked('10.96.0.80')]).toEqual(['allow', 'allow', 'undecided']);
  });
});

test('the pods of a Gateway have its label, and others that nobody knows', () => {
  const closed = policy('closed', { podSelector: {} });
  const open = policy('open', {
    podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'edge' } },
    ingress: [{}],
  });
  const from = { ip: '203.0.113.7' };
  const to = { gateway: 'shop/edge', port: 443 };
  expect(ask([closed], from, to).verdict).toBe('deny');
  expect(ask([closed, open], from, to).verdict).toBe('allow');
  expect(ask([policy('maybe', { podSelector: { matchLabels: { app: 'edge' } } })], from, to).verdict).toBe('undecided');
});

test('the pods of a waypoint have the labels that istiod gives them, those of the Gateway among them', () => {
  const waypoint = (spec: JsonObject = {}): JsonObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'guard', namespace: 'shop', labels: { team: 'edge' } },
    spec: {
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      ...spec,
    },
  });
  const asked = (labels: JsonObject, spec?: JsonObject): string => {
    const closed = policy('closed', { podSelector: { matchLabels: labels } });
    return ask([waypoint(spec), closed], { ip: '10.0.0.7' }, { gateway: 'shop/guard', port: 15008 }).verdict;
  };
  expect(asked({ app: 'web' })).toBe('allow');
  expect(asked({ 'gateway.networking.k8s.io/gateway-name': 'guard' })).toBe('deny');
  expect([asked({ team: 'edge' }), asked({ team: 'shop' })]).toEqual(['deny', 'allow']);
  const said = { infrastructure: { labels: { app: 'web' } } };
  expect([asked({ app: 'web' }, said), asked({ team: 'edge' }, said)]).toEqual(['deny', 'allow']);
  // a host name as address: users deploy the pods themselves
  expect(asked({ app: 'web' }, { addresses: [{ type: 'Hostname', value: 'guard' }] })).toBe('undecided');
});

test('what is not among the manifests is named', () => {
  expect(call([web, apiIn], 'shop/web', 'shop/api').because).toEqual([
    'cannot tell: not known is workload `shop/api`, which is not among the manifests',
  ]);
});
