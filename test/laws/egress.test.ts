/** Who may call which host outside is what the routes say, and nobody else calls anything else. */
import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { EgressPort, EgressRoute, ServiceIdentity, ZeroTrustNamespace } from '../../src';
import { judgeOf } from '../../src/cases/judge';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';

const CALLERS = ['orders', 'billing', 'web'] as const;
const HOSTS = ['a.example.com', 'b.example.com', 'c.example.net'] as const;

interface Meant {
  readonly host: (typeof HOSTS)[number];
  /** undefined: everybody of the namespace */
  readonly from: readonly (typeof CALLERS)[number][] | undefined;
}

const meant: fc.Arbitrary<Meant> = fc.record({
  host: fc.constantFrom(...HOSTS),
  from: fc.option(fc.uniqueArray(fc.constantFrom(...CALLERS), { minLength: 1 }), { nil: undefined }),
});

function appOf(routes: readonly Meant[]): App {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const identities = CALLERS.map((name) => {
    const identity = new ServiceIdentity(chart, name, { namespace: shop });
    identity.select({ app: name });
    const template = { metadata: { labels: { app: name } }, spec: { serviceAccountName: name, containers: [] } };
    new ApiObject(chart, `${name}-pods`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'shop' },
      spec: { template },
    });
    return identity;
  });
  if (routes.length === 0) EgressRoute.none(chart, 'closed', shop);
  routes.forEach(({ host, from }, index) => {
    new EgressRoute(chart, `route-${index}`, {
      namespace: shop,
      hosts: [host],
      ports: [EgressPort.tls()],
      ...(from === undefined ? {} : { from: from.map((name) => identities[CALLERS.indexOf(name)] as ServiceIdentity) }),
    });
  });
  return app;
}

it('a caller reaches a host outside if and only if a route says so', () => {
  fc.assert(
    fc.property(fc.uniqueArray(meant, { maxLength: 3, selector: ({ host }) => host }), (routes) => {
      const cases = CALLERS.flatMap((caller) =>
        [...HOSTS, 'd.example.com'].map((host) => {
          const route = routes.find((each) => each.host === host);
          const isMeant = route !== undefined && (route.from?.includes(caller) ?? true);
          return {
            id: `${caller} to ${host}`,
            request: readCase({ from: { workload: `shop/${caller}` }, to: { host, port: 443 } }),
            expect: isMeant ? { verdict: 'allow' } : { verdict: 'deny', layer: 'network' },
            line: 0,
            index: 0,
          };
        }),
      );
      const { judge } = judgeOf(cases, meshOf(appOf(routes)));
      expect(cases.filter((one) => judge(one).outcome.kind !== 'met').map(({ id }) => id)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
