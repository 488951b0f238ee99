import * as fc from 'fast-check';
import { Yaml } from 'cdk8s';
import { Operation, ServiceIdentity, Source } from '../../src';
import { manifestsOf } from '../constructs/manifests';
import { newShop, type Shop } from '../constructs/shop';
import { addRoutes, plainRoute } from './routes';

/** each run synthesizes whole apps */
const RUNS = { numRuns: 40 };

/** Every object's bytes, by kind, namespace and name. */
function bytesOf({ app }: Shop): Record<string, string> {
  return Object.fromEntries(
    manifestsOf(app).map((m) => [`${m.kind} ${m.metadata.namespace ?? ''}/${m.metadata.name}`, Yaml.stringify(m)]),
  );
}

const permuted = fc
  .array(plainRoute, { maxLength: 6 })
  .chain((routes) =>
    fc.tuple(fc.constant(routes), fc.shuffledSubarray(routes, { minLength: routes.length, maxLength: routes.length })),
  );

describe('same input, same bytes', () => {
  test.each(['ALLOW', 'DENY'] as const)('the order in which routes of %s are created changes no object', (action) => {
    fc.assert(
      fc.property(permuted, ([routes, shuffled]) => {
        const [a, b] = [newShop(), newShop()];
        addRoutes(a, action, routes);
        addRoutes(b, action, shuffled);
        expect(bytesOf(b)).toEqual(bytesOf(a));
      }),
      RUNS,
    );
  });

  test('the order in which identities are created and bound changes no object', () => {
    const names = ['one', 'two', 'three', 'four'];
    const order = fc.shuffledSubarray(names, { minLength: names.length });
    const build = (creation: string[], binding: string[]): Shop => {
      const shop = newShop();
      const made = new Map(
        creation.map((name) => [name, new ServiceIdentity(shop.chart, name, { namespace: shop.shop })]),
      );
      for (const name of binding) made.get(name)?.select({ app: name });
      for (const name of creation) shop.backend.allowFrom(made.get(name) ?? Source.anyone(), Operation.get('/'));
      return shop;
    };
    fc.assert(
      fc.property(order, order, (creation, binding) => {
        expect(bytesOf(build(creation, binding))).toEqual(bytesOf(build(names, names)));
      }),
      RUNS,
    );
  });

  test('rendering twice gives the same text', () => {
    fc.assert(
      fc.property(fc.array(plainRoute, { maxLength: 5 }), (routes) => {
        const shop = newShop();
        addRoutes(shop, 'ALLOW', routes);
        expect(shop.app.synthYaml()).toBe(shop.app.synthYaml());
      }),
      RUNS,
    );
  });

  test('a route before and a route after the first rendering count alike', () => {
    fc.assert(
      fc.property(plainRoute, plainRoute, (first, second) => {
        const [early, late] = [newShop(), newShop()];
        addRoutes(early, 'ALLOW', [first, second]);
        addRoutes(late, 'ALLOW', [first]);
        late.app.synthYaml();
        late.backend.allowFrom(Source.principals('cluster.local/ns/z/sa/z'), Operation.get('/late'));
        early.backend.allowFrom(Source.principals('cluster.local/ns/z/sa/z'), Operation.get('/late'));
        addRoutes({ ...late, chart: late.backend as never }, 'ALLOW', [second]);
        expect(bytesOf(late)).toEqual(bytesOf(early));
      }),
      RUNS,
    );
  });

  test('a policy of many rules is split into the same parts under any order', () => {
    const paths = Array.from({ length: 1100 }, (_, index) => `/path-${index}`);
    const build = (ordered: readonly string[]): Shop => {
      const shop = newShop();
      for (const path of ordered) shop.backend.allowFrom(shop.frontend, Operation.get(path));
      return shop;
    };
    const [forwards, backwards] = [build(paths), build([...paths].reverse())];
    expect(bytesOf(backwards)).toEqual(bytesOf(forwards));
    const counts = manifestsOf(forwards.app)
      .filter((m) => m.metadata.name.startsWith('backend-allow'))
      .map((m) => [m.metadata.name, m.spec.rules.length]);
    expect(counts).toEqual([
      ['backend-allow', 512],
      ['backend-allow-2', 512],
      ['backend-allow-3', 76],
    ]);
  });

  test('a policy keeps its parts whether "everybody" comes before or after a thousand others', () => {
    const source = (index: number) =>
      Source.of({ principals: [`cluster.local/ns/a/sa/s${index}`], ipBlocks: ['10.0.0.1'] });
    const build = (anyoneFirst: boolean): Shop => {
      const shop = newShop();
      const open = () => shop.backend.allowFrom(Source.anyone(), Operation.get('/'));
      if (anyoneFirst) open();
      for (let index = 0; index < 300; index += 1) shop.backend.allowFrom(source(index), Operation.get('/'));
      for (let path = 0; path < 511; path += 1) shop.backend.allowFrom(shop.frontend, Operation.get(`/p${path}`));
      for (let index = 300; index < 600; index += 1) shop.backend.allowFrom(source(index), Operation.get('/'));
      if (!anyoneFirst) open();
      return shop;
    };
    expect(bytesOf(build(true))).toEqual(bytesOf(build(false)));
  });
});
