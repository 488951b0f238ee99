import type { Edge, Matrix } from '../../src/reach/matrix';
import { REACH_REPORTERS } from '../../src/report/reach-report';

const PLAIN = { color: false, narrowed: false };
const edge = (from: Edge['from'], to: string, requests: Edge['requests'], more: Partial<Edge> = {}): Edge => ({
  from,
  to,
  port: 8080,
  requests,
  ...more,
});
const CHARGE = {
  from: { workload: 'shop/orders' },
  to: { workload: 'shop/payments', port: 8080 },
  request: { method: 'POST', path: '/charges' },
};
const SHOP: Matrix = {
  edges: [
    edge({ workload: 'shop/orders' }, 'shop/payments', [{ methods: ['POST'], paths: ['/charges'] }], {
      witness: CHARGE,
    }),
    edge({ workload: 'shop/refunds' }, 'shop/payments', [{ methods: ['POST'], paths: ['/charges'] }]),
    edge({ identity: '*' }, 'shop/payments', [{ paths: ['/health'] }], { except: ['dev/job'] }),
    edge({ workload: 'shop/web' }, 'shop/orders', [], { depends: [{}] }),
    edge({ plaintext: true }, 'shop/orders', [{ notPaths: ['/admin*'] }], {
      undecided: { requests: [{ hosts: ['a', 'b'] }], because: ['the proxy has an EnvoyFilter'] },
    }),
  ],
  closed: [{ to: 'shop/db', port: 5432 }],
  callers: 4,
  targets: 3,
};

test('text groups callers that may send the same, nobody in particular first', () => {
  expect(REACH_REPORTERS.text(SHOP, PLAIN)).toMatchInlineSnapshot(`
   "shop/payments, port 8080
   ├─ any other identity except dev/job: /health
   └─ shop/orders, shop/refunds (2): POST /charges

   shop/orders, port 8080
   ├─ plaintext: any path but /admin*; undecided: host a, b
        the proxy has an EnvoyFilter
   └─ shop/web: if the authorizer agrees: everything

   nobody may call shop/db:5432

   5 edges, 4 callers, 3 targets, 1 undecided
   "
  `);
});

test('text says so where nothing listens', () => {
  const none: Matrix = { edges: [], closed: [], callers: 0, targets: 0 };
  expect(REACH_REPORTERS.text(none, PLAIN)).toContain('no workload that listens at a port is among the manifests\n');
  expect(REACH_REPORTERS.text(SHOP, PLAIN)).not.toContain('no workload');
});

test('text tells of very many callers how many there are, and all of them where one target is asked for', () => {
  const edges = Array.from({ length: 9 }, (_, n) => edge({ workload: `a/w${n}` }, 'b/t', [{}]));
  const matrix = { edges, closed: [], callers: 9, targets: 1 };
  expect(REACH_REPORTERS.text(matrix, PLAIN)).toContain('a/w5 and 3 more (9): everything');
  expect(REACH_REPORTERS.text(matrix, { ...PLAIN, narrowed: true })).toContain('a/w7, a/w8 (9): everything');
});

test('JSON has the words of the contract', () => {
  const read = JSON.parse(REACH_REPORTERS.json(SHOP, PLAIN)) as Record<string, unknown>;
  expect(read).toMatchObject({
    edges: [
      {
        from: { workload: 'shop/orders' },
        to: 'shop/payments',
        port: 8080,
        requests: [{ methods: ['POST'], paths: ['/charges'] }],
        witness: CHARGE,
      },
      {},
      { from: { identity: '*' }, except: ['dev/job'] },
      { requests: [], depends: [{}] },
      { undecided: { because: ['the proxy has an EnvoyFilter'] } },
    ],
    closed: [{ to: 'shop/db', port: 5432 }],
    summary: { callers: 4, targets: 3, edges: 5, undecided: 1 },
  });
});

test('CSV has a line for each alternative, and no cell that a spreadsheet computes', () => {
  const odd = { ...SHOP, edges: [edge({ identity: '=1+1' }, 'a/b', [{ paths: ['/x,"y"'] }, { hosts: ['h'] }])] };
  expect(REACH_REPORTERS.csv(odd, PLAIN).split('\r\n')).toEqual([
    'from,to,port,certainty,methods,paths,requests,except',
    `'=1+1,a/b,8080,allowed,,"/x,""y""","/x,""y""",`,
    `'=1+1,a/b,8080,allowed,,,host h,`,
    '',
  ]);
  expect(REACH_REPORTERS.csv(SHOP, PLAIN)).toContain('shop/web,shop/orders,8080,depends,,,everything,\r\n');
  expect(REACH_REPORTERS.csv(SHOP, PLAIN)).toContain('plaintext,shop/orders,8080,undecided,,,"host a, b",\r\n');
  expect(REACH_REPORTERS.csv(SHOP, PLAIN)).toContain(
    'any other identity,shop/payments,8080,allowed,,/health,/health,dev/job',
  );
});

test('DOT puts workloads into their namespaces, and quotes what could end a name', () => {
  const dot = REACH_REPORTERS.dot(SHOP, PLAIN);
  expect(dot).toContain('subgraph "cluster_shop" {');
  expect(dot).toContain('"shop/orders" -> "shop/payments" [label="8080: POST /charges"];');
  expect(dot).toContain('"any other identity" -> "shop/payments" [label="8080: /health; except dev/job"];');
  expect(dot).toContain('"shop/web" -> "shop/orders" [label="8080: depends: everything", style=dashed];');
  const odd = { ...SHOP, edges: [edge({ identity: 'a"];b\\' }, 'c/d', [{ hosts: ['x\ny'] }])] };
  expect(REACH_REPORTERS.dot(odd, PLAIN)).toContain('"a\\"];b\\\\" -> "c/d" [label="8080: host x y"];');
});

describe('the page', () => {
  const page = REACH_REPORTERS.html(SHOP, PLAIN);

  test('is a table for each target, with a caption and heads of columns', () => {
    expect(page.match(/<caption><h2>[^<]*/g)).toEqual([
      '<caption><h2>shop/payments, port 8080',
      '<caption><h2>shop/orders, port 8080',
      '<caption><h2>shop/db, port 5432',
    ]);
    expect(page.match(/<th scope="col">/g)).toHaveLength(9);
  });

  test('has a request that can be pasted into a case file', () => {
    expect(page).toContain('  workload: shop/payments\n  port: 8080\nrequest:\n  method: POST\n  path: /charges');
  });

  test('names no other address, and lets nothing run but its own script', () => {
    expect(page).not.toMatch(/(src|href)="(?!#)|https?:|@import|url\(/);
    expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'"/);
  });

  test('takes nothing of the manifests for markup', () => {
    const nasty = `</script><img src=x onerror="alert('1')">&amp;\u202e`;
    const odd = edge({ identity: nasty }, nasty, [{ paths: [nasty] }], {
      witness: { request: { path: nasty } },
      undecided: { requests: [{ hosts: [nasty] }], because: [nasty] },
      except: [nasty],
    });
    const written = REACH_REPORTERS.html({ ...SHOP, edges: [odd], closed: [{ to: nasty, port: 1 }] }, PLAIN);
    expect(written).not.toContain('<img');
    expect(written).not.toContain('\u202e');
    expect(written.match(/<\/script>/g)).toHaveLength(1);
  });
});
