/** How Bookinfo travels: the gateway, routes and subsets that the project shows in its tasks, in our words. */

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  productpage: ['v1'],
  details: ['v1'],
  ratings: ['v1'],
  reviews: ['v1', 'v2', 'v3'],
};

/** The versions of a service; services of other estates have one, without a name. */
export function versionsOf(service: string): readonly string[] {
  return VERSIONS[service] ?? [];
}

/** The objects, for Services with port 80. */
export function* bookinfoTraffic(namespace: string): Generator<object> {
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name, namespace },
    spec,
  });
  const route = (host: string, subset?: string, weight?: number) => ({
    destination: { host, ...(subset === undefined ? { port: { number: 80 } } : { subset }) },
    ...(weight === undefined ? {} : { weight }),
  });
  yield object('Gateway', 'bookinfo-gateway', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  });
  const paths = [{ exact: '/productpage' }, { prefix: '/static' }, { exact: '/login' }, { prefix: '/api/v1/products' }];
  yield object('VirtualService', 'bookinfo', {
    hosts: ['*'],
    gateways: ['bookinfo-gateway'],
    http: [{ match: paths.map((uri) => ({ uri })), route: [route('productpage')] }],
  });
  for (const [host, versions] of Object.entries(VERSIONS)) {
    const subsets = versions.map((version) => ({ name: version, labels: { version } }));
    yield object('DestinationRule', host, { host, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } }, subsets });
  }
  yield object('VirtualService', 'reviews', {
    hosts: ['reviews'],
    http: [
      { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [route('reviews', 'v2')] },
      { route: [route('reviews', 'v1', 50), route('reviews', 'v3', 50)] },
    ],
  });
  yield object('VirtualService', 'ratings', {
    hosts: ['ratings'],
    http: [
      {
        match: [{ headers: { 'end-user': { exact: 'jason' } } }],
        fault: { delay: { percentage: { value: 100 }, fixedDelay: '7s' } },
        route: [route('ratings', 'v1')],
      },
      { route: [route('ratings', 'v1')] },
    ],
  });
}
