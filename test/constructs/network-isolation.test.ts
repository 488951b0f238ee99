import { App, Chart } from 'cdk8s';
import {
  DataPlane,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  type ISource,
  MeshBaseline,
  NetworkIsolation,
  type NetworkIsolationOptions,
  NetworkPeer,
  Operation,
  ServiceIdentity,
  Source,
  type SourceProps,
  WorkloadNetworkIsolation,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import { type Manifest, manifestOf, manifestsOf } from './manifests';
import { newShop, type Shop } from './shop';

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: { readonly [key: string]: string } };
  readonly podSelector?: { readonly matchLabels: { readonly [key: string]: string } };
  readonly ipBlock?: { readonly cidr: string };
}

/** `shop/app=frontend`, `shop/*`, `*`, a block; `anyone` where no peer is named. */
function shown(peers: Peer[] | undefined): string[] {
  if (peers === undefined) return ['anyone'];
  return peers.map(({ namespaceSelector, podSelector, ipBlock }) => {
    if (ipBlock !== undefined) return ipBlock.cidr;
    const namespace = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'];
    if (podSelector === undefined) return namespace === undefined ? '*' : `${namespace}/*`;
    const labels = Object.entries(podSelector.matchLabels).map(([key, value]) => `${key}=${value}`);
    return `${namespace ?? '?'}/${labels.join(',')}`;
  });
}

/** The rules of one direction, `<peers>: <ports>` each. */
function rules(app: App, name: string, direction: 'ingress' | 'egress'): string[] {
  const { spec } = manifestOf(app, 'NetworkPolicy', name) as { spec: Record<string, Rule[]> };
  return (spec[direction] ?? []).map(({ from, to, ports }) => {
    const shownPorts = ports.map(({ port, protocol }) => `${protocol === 'TCP' ? '' : `${protocol} `}${port ?? 'all'}`);
    return `${shown(direction === 'ingress' ? from : to).join(' ')}: ${shownPorts.join(' ')}`;
  });
}

interface Rule {
  readonly from?: Peer[];
  readonly to?: Peer[];
  readonly ports: { readonly port?: number; readonly protocol: string }[];
}

const DNS = 'kube-system/k8s-app=kube-dns: UDP 53 53';
const ISTIOD = 'istio-system/app=istiod: 15012';

function isolated(options: NetworkIsolationOptions = {}): Shop & { readonly network: NetworkIsolation } {
  const all = newShop();
  return { ...all, network: new NetworkIsolation(all.chart, 'network', { namespace: all.shop, ...options }) };
}

function networkPolicies(app: App): Manifest[] {
  return manifestsOf(app).filter(({ kind }) => kind === 'NetworkPolicy');
}

describe('the routes of a workload', () => {
  test('let in their callers, and out their targets, at the ports of the workload', () => {
    const { app, frontend, backend } = isolated();
    backend.allowFrom(frontend, Operation.get('/api/v1/data'));
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=frontend: 8080']);
    expect(rules(app, 'backend-network', 'egress')).toEqual([]);
    expect(rules(app, 'frontend-network', 'ingress')).toEqual([]);
    expect(rules(app, 'frontend-network', 'egress')).toEqual(['shop/app=backend: 8080']);
  });

  test('count wherever and whenever they are written', () => {
    const { app, shop, backend } = isolated();
    const late = new ServiceIdentity(new Chart(app, 'other'), 'late', { namespace: shop });
    backend.allowFrom(late, Operation.ports(5432));
    late.select({ app: 'late' });
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=late: 5432']);
    backend.allowFrom(late, Operation.get('/'));
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=late: 5432 8080']);
    expect(rules(app, 'late-network', 'egress')).toEqual(['shop/app=backend: 5432 8080']);
  });

  test('open nothing by a DENY', () => {
    const { app, frontend, backend } = isolated();
    backend.denyFrom(frontend, Operation.get('/'));
    expect(rules(app, 'backend-network', 'ingress')).toEqual([]);
  });

  test('of a target that declares no ports open every TCP port', () => {
    const { app, frontend, backend } = isolated();
    frontend.allowFrom(backend);
    expect(rules(app, 'frontend-network', 'ingress')).toEqual(['shop/app=backend: all']);
    expect(rules(app, 'backend-network', 'egress')).toEqual(['shop/app=frontend: all']);
  });

  test('leave out the ports that no operation means', () => {
    const { app, frontend, backend } = isolated();
    backend.allowFrom(frontend, Operation.of({ notPorts: [5432] }));
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=frontend: 8080']);
  });

  test('lead to namespaces that are not isolated, too', () => {
    const { app, chart, frontend } = isolated();
    const pay = new ZeroTrustNamespace(chart, 'pay');
    const charge = new ServiceIdentity(chart, 'charge', { namespace: pay, ports: [WorkloadPort.http(9000)] });
    charge.select({ app: 'charge' });
    charge.allowFrom(frontend);
    expect(rules(app, 'frontend-network', 'egress')).toEqual(['pay/app=charge: 9000']);
    expect(networkPolicies(app).filter(({ metadata }) => metadata.namespace === 'pay')).toEqual([]);
  });
});

describe('a caller that is known by', () => {
  const into = (source: ISource): string[] => {
    const { app, backend } = isolated();
    backend.allowFrom(source, Operation.ports(5432));
    return rules(app, 'backend-network', 'ingress').map((rule) => rule.replace(/: 5432$/, ''));
  };
  const rows: [string, SourceProps, string[]][] = [
    [
      'the principal of pods that the app knows',
      { principals: ['cluster.local/ns/shop/sa/frontend'] },
      ['shop/app=frontend'],
    ],
    ['a principal is whoever is in its namespace', { principals: ['cluster.local/ns/edge/sa/gateway'] }, ['edge/*']],
    [
      'the beginning of a principal is whoever is in its namespace',
      { principals: ['cluster.local/ns/edge/*'] },
      ['edge/*'],
    ],
    ['less of a principal is any pod', { principals: ['cluster.local/ns/ed*'] }, ['*']],
    [
      'a principal of another trust domain is anyone',
      { principals: ['elsewhere.example/ns/shop/sa/frontend'] },
      ['anyone'],
    ],
    ['the end of a principal is anyone', { principals: ['*/sa/frontend'] }, ['anyone']],
    ['some identity is anyone', { principals: ['*'] }, ['anyone']],
    ['a namespace is whoever is in it', { namespaces: ['edge', 'shop'] }, ['edge/* shop/*']],
    ['a pattern of namespaces is any pod', { namespaces: ['team-*'] }, ['*']],
    ['an address is that block', { ipBlocks: ['203.0.113.7'] }, ['203.0.113.7/32']],
    [
      'a block with bits beyond its prefix is the block without',
      { ipBlocks: ['10.1.2.3/8', '2001:db8:0:1::1/48'] },
      ['10.0.0.0/8 2001:db8::/48'],
    ],
    ['the address behind a gateway is anyone', { remoteIpBlocks: ['203.0.113.0/24'] }, ['anyone']],
    [
      'a namespace and an identity is the identity',
      { principals: ['cluster.local/ns/shop/sa/frontend'], namespaces: ['shop', 'edge'] },
      ['shop/app=frontend'],
    ],
    ['some identity of a namespace is whoever is in it', { principals: ['*'], namespaces: ['edge'] }, ['edge/*']],
    [
      'what nobody can be both is nobody',
      { principals: ['cluster.local/ns/shop/sa/frontend'], namespaces: ['edge'] },
      [],
    ],
    ['an identity at an address is the identity', { namespaces: ['edge'], ipBlocks: ['10.0.0.0/8'] }, ['edge/*']],
    ['some identity at an address is the address', { principals: ['*'], ipBlocks: ['10.0.0.0/8'] }, ['10.0.0.0/8']],
  ];
  test.each(rows)('%s', (_, source, expected) => {
    expect(into(Source.of(source))).toEqual(expected);
  });

  test('nothing is anyone', () => {
    expect(into(Source.anyone())).toEqual(['anyone']);
    expect(into(Source.anyoneBut({ notNamespaces: ['edge'] }))).toEqual(['anyone']);
  });

  test('an identity whose pods the app does not know is whoever is in its namespace', () => {
    const { app, chart, backend, shop } = isolated();
    const unknown = new ServiceIdentity(chart, 'unknown', { namespace: shop });
    backend.allowFrom(unknown, Operation.ports(5432));
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/*: 5432']);
    expect(rules(app, 'every-pod', 'egress')).toContain('shop/app=backend: 5432');
  });

  test('an identity of the trust domain of the mesh, however it is written', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    const shop = new ZeroTrustNamespace(chart, 'shop', { trustDomain: 'prod.example' });
    const backend = new ServiceIdentity(chart, 'backend', { namespace: shop });
    backend.select({ app: 'backend' });
    new NetworkIsolation(chart, 'network', { namespace: shop });
    backend.allowFrom(Source.principals('prod.example/ns/a/sa/x', 'cluster.local/ns/b/sa/x'));
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['a/* b/*: all']);
  });
});

test('a peer is not named again where a wider one is', () => {
  const { app, shop, frontend, backend } = isolated();
  backend.allowFrom(frontend);
  backend.allowFrom(shop, Operation.get('/health'));
  expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=frontend: 5432', 'shop/*: 8080']);
  backend.allowFrom(Source.anyone(), Operation.ports(5432));
  expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/*: 8080', 'anyone: 5432']);
});

describe('every pod of the namespace', () => {
  test('is closed in both directions', () => {
    const { app } = isolated();
    const denying = manifestOf(app, 'NetworkPolicy', 'default-deny');
    expect(denying.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(denying.metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'PruneLast=true',
      'argocd.argoproj.io/sync-wave': '-25',
    });
  });

  test('asks for names, and its sidecar for certificates', () => {
    const { app } = isolated();
    expect(rules(app, 'every-pod', 'egress')).toEqual([DNS, ISTIOD]);
    expect(rules(app, 'every-pod', 'ingress')).toEqual([]);
  });

  test('finds istiod in the root namespace of the baseline', () => {
    const { app, chart } = isolated();
    new MeshBaseline(chart, 'mesh', { rootNamespace: 'mesh-system' });
    expect(rules(app, 'every-pod', 'egress')).toEqual([DNS, 'mesh-system/app=istiod: 15012']);
  });

  test('asks whom the options name', () => {
    const { app } = isolated({
      dns: [NetworkPeer.pods('openshift-dns'), NetworkPeer.ipBlocks('169.254.20.10')],
      dnsPort: 5353,
      istiod: [NetworkPeer.ipBlocks('192.0.2.10')],
      metricsFrom: [NetworkPeer.pods('monitoring', { app: 'prometheus' })],
    });
    expect(rules(app, 'every-pod', 'egress')).toEqual([
      '169.254.20.10/32 openshift-dns/*: UDP 5353 5353',
      '192.0.2.10/32: 15012',
    ]);
    expect(rules(app, 'every-pod', 'ingress')).toEqual(['monitoring/app=prometheus: 15020 15090']);
  });

  test('may call what is open to its namespace, to any pod, to addresses, and to everybody', () => {
    const { app, chart, shop } = isolated();
    const callers = {
      one: shop,
      two: Source.anyAuthenticated(),
      three: Source.ipBlocks('10.0.0.0/8'),
      four: Source.namespaces('x-*'),
    };
    const pay = new ZeroTrustNamespace(chart, 'pay');
    for (const [name, source] of Object.entries({ ...callers, closed: Source.namespaces('edge') })) {
      const target = new ServiceIdentity(chart, name, { namespace: pay, ports: [WorkloadPort.http(80)] });
      target.select({ app: name });
      target.allowFrom(source);
    }
    expect(rules(app, 'every-pod', 'egress')).toEqual([
      DNS,
      ISTIOD,
      'pay/app=four pay/app=one pay/app=three pay/app=two: 80',
    ]);
  });
});

describe('in ambient', () => {
  const newAmbient = (): Shop & { readonly charge: ServiceIdentity; readonly pay: ZeroTrustNamespace } => {
    const all = isolated();
    const pay = new ZeroTrustNamespace(all.chart, 'pay', { dataPlane: DataPlane.ambient() });
    const charge = new ServiceIdentity(all.chart, 'charge', { namespace: pay, ports: [WorkloadPort.tcp(9000)] });
    charge.select({ app: 'charge' });
    new NetworkIsolation(all.chart, 'pay-network', { namespace: pay });
    return { ...all, charge, pay };
  };
  const everyPodOf = (app: App, namespace: string): Record<string, Rule[]> =>
    networkPolicies(app).find(({ metadata }) => metadata.name === 'every-pod' && metadata.namespace === namespace)
      ?.spec as Record<string, Rule[]>;

  test('identities come through the tunnel, whichever port they call', () => {
    const { app, charge, frontend } = newAmbient();
    charge.allowFrom(frontend);
    expect(rules(app, 'charge-network', 'ingress')).toEqual(['shop/app=frontend: 15008']);
    expect(rules(app, 'frontend-network', 'egress')).toEqual(['pay/app=charge: 15008']);
  });

  test('who needs no identity may come without the tunnel', () => {
    const { app, charge } = newAmbient();
    charge.allowFrom(Source.ipBlocks('203.0.113.0/24'));
    expect(rules(app, 'charge-network', 'ingress')).toEqual(['203.0.113.0/24: 9000 15008']);
  });

  test('callers of ambient come to sidecars through the tunnel, too, and others do not', () => {
    const { app, charge, frontend, backend, pay } = newAmbient();
    backend.allowFrom(charge, Operation.ports(5432));
    backend.allowFrom(frontend, Operation.ports(5432));
    backend.allowFrom(pay, Operation.get('/'));
    backend.allowFrom(Source.namespaces('unknown'), Operation.get('/'));
    expect(rules(app, 'backend-network', 'ingress')).toEqual([
      'pay/app=charge shop/app=frontend: 5432',
      'pay/* unknown/*: 8080 15008',
    ]);
    expect(rules(app, 'charge-network', 'egress')).toEqual(['shop/app=backend: 5432 15008']);
  });

  test('probes are let in, and no pod needs istiod', () => {
    const { app } = newAmbient();
    const { ingress = [], egress = [] } = everyPodOf(app, 'pay');
    expect(ingress).toEqual([
      {
        from: [
          { ipBlock: { cidr: '169.254.7.127/32' } },
          { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } },
        ],
        ports: [{ protocol: 'TCP' }],
      },
    ]);
    expect(egress).toHaveLength(1);
    expect(everyPodOf(app, 'shop').egress).toHaveLength(2);
  });
});

describe('behind a waypoint', () => {
  const newWaypoint = (): Shop & { readonly charge: ServiceIdentity; readonly orders: ServiceIdentity } => {
    const all = isolated();
    const pay = new ZeroTrustNamespace(all.chart, 'pay', { dataPlane: DataPlane.ambientWithWaypoint() });
    new NetworkIsolation(all.chart, 'pay-network', { namespace: pay });
    const charge = new ServiceIdentity(all.chart, 'charge', {
      namespace: pay,
      ports: [WorkloadPort.http(8080), WorkloadPort.tcp(9000)],
      services: [{ name: 'charge', ports: [{ port: 80, targetPort: 8080 }] }],
    });
    charge.select({ app: 'charge' });
    const orders = new ServiceIdentity(all.chart, 'orders', { namespace: pay });
    orders.select({ app: 'orders' });
    return { ...all, charge, orders };
  };
  const WAYPOINT = 'pay/gateway.networking.k8s.io/gateway-name=waypoint: 15008';

  test('callers reach the waypoint, and only it reaches the pods', () => {
    const { app, charge, orders } = newWaypoint();
    charge.allowFrom(orders, Operation.get('/'));
    expect(rules(app, 'orders-network', 'egress')).toEqual([WAYPOINT]);
    expect(rules(app, 'waypoint-network', 'ingress')).toEqual(['pay/app=orders: 15008']);
    expect(rules(app, 'waypoint-network', 'egress')).toEqual([ISTIOD, 'pay/app=charge: 15008']);
    expect(rules(app, 'charge-network', 'ingress')).toEqual([WAYPOINT]);
  });

  test('calls to a port that no Service exposes go past it', () => {
    const { app, charge, orders } = newWaypoint();
    charge.allowFrom(orders, Operation.ports(9000));
    expect(rules(app, 'orders-network', 'egress')).toEqual(['pay/app=charge: 15008']);
    expect(rules(app, 'waypoint-network', 'egress')).toEqual([ISTIOD]);
    expect(rules(app, 'charge-network', 'ingress')).toEqual(['pay/app=orders: 15008']);
  });
});

describe('outside the mesh', () => {
  test('pods ask for names, and call what is open to everybody', () => {
    const { app, chart, backend } = newShop();
    const legacy = new ZeroTrustNamespace(chart, 'legacy', { dataPlane: DataPlane.none() });
    new NetworkIsolation(chart, 'network', { namespace: legacy });
    backend.allowFrom(Source.anyone(), Operation.get('/'));
    expect(rules(app, 'every-pod', 'egress')).toEqual([DNS, 'shop/app=backend: 8080']);
  });
});

describe('`allowTo`', () => {
  test('leads where no route does', () => {
    const { app, network, frontend, backend } = isolated();
    network.allowTo(backend, NetworkPeer.ipBlocks('203.0.113.7'), 5432);
    network.allowTo(backend, NetworkPeer.pods('payments', { app: 'payments' }), 8080, 9090);
    network.allowTo(frontend, NetworkPeer.anyone(), 443);
    expect(rules(app, 'backend-network', 'egress')).toEqual([
      '203.0.113.7/32: 5432',
      'payments/app=payments: 8080 9090',
    ]);
    expect(rules(app, 'frontend-network', 'egress')).toEqual(['anyone: 443']);
  });
});

describe('one workload alone', () => {
  test('has in one policy what its namespace would have in two', () => {
    const { app, chart, shop, frontend, backend } = newShop();
    const network = new WorkloadNetworkIsolation(chart, 'network', { target: backend });
    backend.allowFrom(frontend, Operation.get('/'));
    frontend.allowFrom(shop, Operation.of({ ports: [80] }));
    network.allowTo(NetworkPeer.ipBlocks('203.0.113.7'), 5432);
    expect(networkPolicies(app).map(({ metadata }) => metadata.name)).toEqual(['backend-network']);
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['shop/app=frontend: 8080']);
    expect(rules(app, 'backend-network', 'egress')).toEqual([
      DNS,
      ISTIOD,
      '203.0.113.7/32: 5432',
      'shop/app=frontend: 80',
    ]);
    const [policy] = networkPolicies(app);
    expect(policy?.metadata.annotations?.['argocd.argoproj.io/sync-options']).toBe('PruneLast=true');
  });

  test('may be bound afterwards', () => {
    const { app, chart, shop } = newShop();
    const late = new ServiceIdentity(chart, 'late', { namespace: shop });
    new WorkloadNetworkIsolation(chart, 'network', { target: late });
    late.select({ app: 'late' });
    expect(rules(app, 'late-network', 'egress')).toEqual([DNS, ISTIOD]);
  });
});

test('the order in which identities and routes are made changes no policy', () => {
  const build = (turned: boolean): Manifest[] => {
    const { app, chart, shop, frontend, backend } = isolated();
    const names = ['a', 'b', 'c'];
    for (const name of turned ? names.reverse() : names) {
      const identity = new ServiceIdentity(chart, name, { namespace: shop });
      identity.select({ app: name });
      backend.allowFrom(identity, Operation.get(`/${name}`));
      frontend.allowFrom(identity);
    }
    return networkPolicies(app).sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  };
  expect(build(true)).toEqual(build(false));
});

describe('a gateway in an isolated namespace', () => {
  const isolatedEdge = (
    newGateway: (chart: Chart, edge: ZeroTrustNamespace) => IngressGateway,
    tls: IngressTls,
  ): App => {
    const { app, chart, backend, shop } = newShop();
    const edge = new ZeroTrustNamespace(chart, 'edge');
    for (const namespace of [edge, shop]) new NetworkIsolation(chart, `${namespace.namespaceName}-net`, { namespace });
    new IngressRoute(chart, 'way-in', {
      gateway: newGateway(chart, edge),
      hosts: ['shop.example.com'],
      tls,
      rules: [{ paths: [IngressPath.prefix('/')], to: backend, port: 80 }],
    });
    return app;
  };
  const ownGateway = (chart: Chart, namespace: ZeroTrustNamespace) =>
    new IngressGateway(chart, 'public', { namespace });
  const secret = IngressTls.secret('shop-tls');

  test('is open to everybody where it listens, and where it is asked for its health', () => {
    expect(rules(isolatedEdge(ownGateway, secret), 'public-network', 'ingress')).toEqual(['anyone: 80 443 15021']);
    const plain = isolatedEdge(ownGateway, IngressTls.none('a test'));
    expect(rules(plain, 'public-network', 'ingress')).toEqual(['anyone: 80 15021']);
  });

  test('gets to the workloads that it routes to, and no other pod beside it does', () => {
    const app = isolatedEdge(ownGateway, secret);
    const pods = 'edge/gateway.networking.k8s.io/gateway-name=public';
    expect(rules(app, 'backend-network', 'ingress')).toEqual([`${pods}: 8080`]);
    expect(rules(app, 'public-network', 'egress')).toEqual(['shop/app=backend: 8080']);
  });

  test('that is a classic one is open at the ports that it names', () => {
    const app = isolatedEdge(
      (chart) => IngressGateway.istio(chart, 'public', { namespace: 'edge', serviceAccount: 'in', httpPorts: [8443] }),
      secret,
    );
    expect(rules(app, 'public-network', 'ingress')).toEqual(['anyone: 8443 15021']);
    expect(rules(app, 'backend-network', 'ingress')).toEqual(['edge/istio=ingressgateway: 8080']);
  });
});
