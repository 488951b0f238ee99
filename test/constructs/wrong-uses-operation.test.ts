import { Operation, type OperationProps } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const allow =
  (...operations: Operation[]) =>
  ({ backend, frontend }: Shop) =>
    backend.allowFrom(frontend, ...operations);
const deny =
  (props: OperationProps) =>
  ({ backend, frontend }: Shop) =>
    backend.denyFrom(frontend, Operation.of(props));

/** One value of a field that is refused, and the one that was meant. */
const pair = (title: string, wrong: OperationProps, right: OperationProps) => ({
  title,
  wrong: allow(Operation.of(wrong)),
  right: allow(Operation.of(right)),
});

describeWrongUses('Operation', [
  {
    ...pair('a method in lower case', { methods: ['get'] }, { methods: ['GET'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: method `get` never matches, as methods are compared with their case; write `GET`',
    ],
  },
  {
    ...pair('two methods in one text', { methods: ['GET,POST'] }, { methods: ['GET', 'POST'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: method `GET,POST` is not an HTTP method; use one such as `GET` or `POST`, one a list entry, or `*`',
    ],
  },
  {
    ...pair('an excluded method that does not exist', { notMethods: ['FETCH'] }, { notMethods: ['GET'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: method `FETCH` is not an HTTP method; use one such as `GET` or `POST`, one a list entry, or `*`',
    ],
  },
  {
    ...pair('an empty list of methods', { methods: [] }, { methods: ['GET'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: `methods` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
  },
  {
    ...pair('an empty text', { methods: [''] }, { methods: ['*'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: `methods` holds an empty text, which Istio refuses; remove the entry',
    ],
  },
  {
    ...pair('an empty path', { paths: [''] }, { paths: ['/'] }),
    says: ['[chart/backend/AllowRoute1] operation: `paths` holds an empty text, which Istio refuses; remove the entry'],
  },
  {
    ...pair('a path without leading slash', { paths: ['api'] }, { paths: ['/api'] }),
    says: ['[chart/backend/AllowRoute1] operation: path `api` has no leading `/`, so it never matches; write `/api`'],
  },
  {
    ...pair('a star in the middle', { paths: ['/api/*/items'] }, { paths: ['/api/{*}/items'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/api/*/items` has `*` in the middle, which Istio reads literally; use `{*}` for one segment',
    ],
  },
  {
    ...pair('a path that asks for "contains"', { paths: ['*part*'] }, { paths: ['/{*}/part/{**}'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `*part*` asks for "contains", which Istio does not have: it reads the second `*` literally; use a template such as `/{*}/part/{**}`',
    ],
  },
  {
    ...pair('two stars at the end', { paths: ['/api/**'] }, { paths: ['/api/*'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/api/**` ends in a literal `*` followed by anything; write `/api/*` for everything below',
    ],
  },
  {
    ...pair('a path with a query', { paths: ['/data?full=1'] }, { paths: ['/data'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/data?full=1` has a query or fragment, which policies never see; write `/data`',
    ],
  },
  {
    ...pair('a path with dot segments', { paths: ['/a/../b'] }, { paths: ['/b'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/a/../b` has dot segments, which the proxy resolves before policies look; write the path without them',
    ],
  },
  {
    ...pair('a path with a blank', { paths: ['/a b'] }, { paths: ['/a%20b'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/a b` has the character ` `, which arrives percent-encoded or as `/`; write `/a%20b`',
    ],
  },
  {
    ...pair('a path with an escaped letter', { paths: ['/%61pi'] }, { paths: ['/api'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/%61pi` has the escape `%61`, which the proxy decodes before policies look; write `/api`',
    ],
  },
  {
    ...pair('a path that ends in a slash', { paths: ['/api/'] }, { exactPaths: ['/api/'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `/api/` matches that one path only, nothing below it; write `/api/*` for what is below, or list it in `exactPaths` if it is meant',
    ],
  },
  {
    ...pair('an excluded path of no form', { notPaths: ['admin'] }, { notPaths: ['/admin'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path `admin` has no leading `/`, so it never matches; write `/admin`',
    ],
  },
  {
    ...pair('a template without leading slash', { paths: ['{*}/items'] }, { paths: ['/{*}/items'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path template `{*}/items` has no leading `/`, which Istio accepts and Envoy dies of; write `/{*}/items`',
    ],
  },
  {
    ...pair('an operator after the rest', { paths: ['/{**}/{*}'] }, { paths: ['/{*}/{**}'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path template `/{**}/{*}` has an operator after `{**}`; `{**}` stands once and is the last operator',
    ],
  },
  {
    ...pair('half an operator', { paths: ['/v{*}/items'] }, { paths: ['/{*}/items'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path template `/v{*}/items` has the segment `v{*}`; `{*}` and `{**}` stand alone between slashes',
    ],
  },
  {
    ...pair('a star within a template', { paths: ['/{*}/a*'] }, { paths: ['/{*}/a'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: path template `/{*}/a*` has the segment `a*`; literal segments are not empty and hold no `*` or other special characters',
    ],
  },
  {
    ...pair('a pattern as exact path', { exactPaths: ['/api/*'] }, { paths: ['/api/*'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: exact path `/api/*` would be read as a pattern; patterns belong in `paths`',
    ],
  },
  {
    ...pair('an exact path without slash', { exactPaths: ['api/'] }, { exactPaths: ['/api/'] }),
    says: ['[chart/backend/AllowRoute1] operation: path `api/` has no leading `/`, so it never matches; write `/api/`'],
  },
  {
    ...pair('a host with a scheme', { hosts: ['https://a.example.com/x'] }, { hosts: ['a.example.com'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: host `https://a.example.com/x` has a scheme, which no `Host` header has; write `a.example.com`',
    ],
  },
  {
    ...pair('a host with a path', { hosts: ['a.example.com/x'] }, { hosts: ['a.example.com'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: host `a.example.com/x` can never match a `Host` header; use a host name such as `api.example.com`, `*.example.com` or `api.example.com:*`',
    ],
  },
  {
    ...pair('a star inside a host', { hosts: ['a.*.com'] }, { hosts: ['*.com'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: host `a.*.com` has `*` where Istio reads it literally; one `*` may stand at the beginning or at the end',
    ],
  },
  {
    ...pair('an excluded host with a blank', { notHosts: ['a b'] }, { notHosts: ['*.a.b'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: host `a b` can never match a `Host` header; use a host name such as `api.example.com`, `*.example.com` or `api.example.com:*`',
    ],
  },
  {
    ...pair('a port out of range', { ports: [70000] }, { ports: [8080] }),
    says: [
      "[chart/backend/AllowRoute1] operation: port `70000` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
  },
  {
    ...pair('a port as text', { ports: js(['8080']) }, { ports: [8080] }),
    says: [
      '[chart/backend/AllowRoute1] operation: port `"8080"` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service\'s)',
    ],
  },
  {
    ...pair('an excluded port that is none', { notPorts: [0.5] }, { notPorts: [9090] }),
    says: [
      "[chart/backend/AllowRoute1] operation: port `0.5` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
  },
  {
    ...pair('a port that the target does not declare', { ports: [80] }, { ports: [8080] }),
    says: [
      "[chart/backend/AllowRoute1] operation: port `80` is not declared by the target, which listens on `8080`, `5432`; ports are the workload's, not the Service's",
    ],
  },
  {
    ...pair('paths on a TCP port', { ports: [5432], paths: ['/x'] }, { ports: [8080], paths: ['/x'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: port `5432` is TCP, where methods, paths and hosts do not exist, so the rule would never match; name an HTTP port, or only the port',
    ],
  },
  {
    ...pair('no field at all', {}, { methods: ['*'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: an operation without fields means every request; leave the operation out to say so',
    ],
  },
  {
    ...pair('a field that is undefined', { paths: js() }, { paths: ['/x'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: `paths` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...pair('a field that is null', { methods: ['GET'], paths: js(null) }, { methods: ['GET'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: `paths` is `null`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...pair('a misspelt field', js({ path: ['/x'] }), { paths: ['/x'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: `path` is not a field of an operation; use one of `methods`, `notMethods`, `paths`, `notPaths`, `exactPaths`, `hosts`, `notHosts`, `ports`, `notPorts`',
    ],
  },
  {
    ...pair('a text for a list', { paths: js('/x') }, { paths: ['/x'] }),
    says: ['[chart/backend/AllowRoute1] operation: `paths` is `"/x"`; give a list'],
  },
  {
    ...pair('a list within a list', { paths: js([['/x']]) }, { paths: ['/x'] }),
    says: ['[chart/backend/AllowRoute1] operation: `paths` holds `["/x"]`; each entry is a text'],
  },
  {
    ...pair('a text for the fields', js('GET'), { methods: ['GET'] }),
    says: [
      '[chart/backend/AllowRoute1] operation: an operation is `"GET"`; give an object with `methods`, `notMethods`, `paths`, `notPaths`, `exactPaths`, `hosts`, `notHosts`, `ports`, `notPorts`',
    ],
  },
  {
    title: 'a gRPC method without service',
    wrong: allow(Operation.grpc('Charge')),
    says: [
      '[chart/backend/AllowRoute1] operation: gRPC method `Charge` is not a method; write `package.Service/Method` or `package.Service/*`',
    ],
    right: allow(Operation.grpc('shop.Payments/Charge')),
  },
  {
    title: 'no gRPC method',
    wrong: allow(Operation.grpc()),
    says: [
      '[chart/backend/AllowRoute1] operation: `Operation.grpc()` names no method; name one, such as `package.Service/Method`',
    ],
    right: allow(Operation.grpc('shop.Payments/*')),
  },
  {
    title: 'no port',
    wrong: allow(Operation.ports()),
    says: [
      '[chart/backend/AllowRoute1] operation: `ports` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
    right: allow(Operation.ports(8080)),
  },
  {
    title: 'the second of two operations',
    wrong: allow(Operation.get('/a'), Operation.get('b')),
    says: ['[chart/backend/AllowRoute1] operation 2: path `b` has no leading `/`, so it never matches; write `/b`'],
    right: allow(Operation.get('/a'), Operation.get('/b')),
  },
  {
    title: 'a DENY on a bare host',
    wrong: deny({ hosts: ['a.example.com'] }),
    says: [
      '[chart/backend/DenyRoute1] operation: host `a.example.com` is dodged by a port or a final dot in the `Host` header; list `a.example.com:*`, `a.example.com.`, `a.example.com.:*` beside it',
    ],
    right: deny({ hosts: ['a.example.com', 'a.example.com:*', 'a.example.com.', 'a.example.com.:*'] }),
  },
]);
