import { admit } from '../../src/admission/admit';

const metadata = { name: 'a', namespace: 'shop' };
const policy = (spec: unknown, more: object = {}) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { ...metadata, ...more },
  spec,
});
const networking = (kind: string, spec: unknown) => ({ apiVersion: 'networking.istio.io/v1', kind, metadata, spec });
const fieldsOf = (object: unknown) => admit(object).errors.map(({ layer, field }) => `${layer} ${field}`);

describe('admission', () => {
  it('takes an object that both layers take', () => {
    expect(admit(policy({ rules: [{}] }))).toEqual({ accepted: true, errors: [], warnings: [], unknownFields: [] });
  });

  it('names the field, the value, and what is accepted', () => {
    expect(admit(policy({ action: 'allow', rules: [{}] })).errors).toEqual([
      { layer: 'schema', field: 'spec.action', message: '`allow` is not a word that Istio knows here; write `ALLOW`' },
    ]);
  });

  it('says everything at once, of both layers', () => {
    const object = policy({
      action: 'DENY',
      targetRefs: [{ kind: 'Pod', name: 'a' }],
      selector: { matchLabels: { a: '*' } },
    });
    expect(fieldsOf(object)).toEqual([
      'schema spec.selector.matchLabels.a',
      'schema spec',
      'webhook spec',
      'webhook spec.selector.matchLabels',
      'webhook spec.targetRefs[0]',
      'webhook spec.rules',
    ]);
  });

  it.each([[undefined], [null], ['text'], [[]], [{}], [{ kind: 'AuthorizationPolicy' }]])('refuses %p', (object) => {
    expect(admit(object).accepted).toBe(false);
  });

  it.each([
    ['security.istio.io/v1', true],
    ['security.istio.io/v1beta1', true],
    ['security.istio.io/v1alpha1', false],
    ['security.istio.io', false],
  ])('serves AuthorizationPolicy as %s: %p', (apiVersion, accepted) => {
    expect(admit({ ...policy({}), apiVersion }).accepted).toBe(accepted);
  });

  it('accepts an object with unknown fields, and names them', () => {
    expect(admit(policy({ ruels: [] }))).toMatchObject({ accepted: true, unknownFields: ['spec.ruels'] });
  });

  it('looks at nothing of a status', () => {
    expect(admit({ ...policy({}), status: { conditions: 7 } }).accepted).toBe(true);
  });
});

/** @see istio pkg/config/validation/validation.go `checkDryRunAnnotation`; kubernetes `ValidateObjectMetaAccessor` */
describe('metadata', () => {
  it.each([
    [{ name: 'a.b' }, true],
    [{ name: 'A' }, false],
    [{ name: '' }, false],
    [{ name: '', generateName: 'a-' }, true],
    [{ name: 7 }, false],
    [{ namespace: 'a.b' }, false],
    [{ namespace: null }, true],
    [{ labels: { 'a/b/c': '' } }, false],
    [{ labels: { a: null } }, true],
    [{ labels: { a: 1 } }, false],
    [{ annotations: { 'Domain/Name': 'any text' } }, true],
    [{ annotations: { a: 'x'.repeat(256 * 1024) } }, false],
    [{ annotations: { 'istio.io/dry-run': 'T' } }, true],
    [{ annotations: { 'istio.io/dry-run': 'yes' } }, false],
    [{ annotations: { 'internal.istio.io/parents': '' } }, false],
    [{ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a' }] }, false],
    [{ finalizers: ['a b'] }, false],
    [{ creationTimestamp: null }, true],
    [{ creationTimestamp: 'yesterday' }, false],
    [{ deletionGracePeriodSeconds: 'x' }, false],
  ])('%j is accepted: %p', (more, accepted) => {
    expect(admit(policy({}, more)).accepted).toBe(accepted);
  });

  it('warns of a finalizer without domain, and names unknown fields', () => {
    const { warnings, unknownFields } = admit(policy({}, { finalizers: ['mine'], lables: {} }));
    expect(warnings).toHaveLength(1);
    expect(unknownFields).toEqual(['metadata.lables']);
  });
});

/** @see istio pkg/config/validation/validation.go and crd-all.gen.yaml; measured with both */
describe('one rule each', () => {
  it.each([
    ['an empty list is no condition', policy({ rules: [{ from: [], to: [], when: [] }] }), true],
    ['a DENY policy has rules', policy({ action: 'DENY', rules: [] }), false],
    ['an empty target list beside a selector counts for CEL', policy({ selector: {}, targetRefs: [] }), false],
    ['ports have no sign', policy({ rules: [{ to: [{ operation: { ports: ['+80'] } }] }] }), false],
    ['ports may have zeros', policy({ rules: [{ to: [{ operation: { ports: ['080'] } }] }] }), true],
    ['braces are operators', policy({ rules: [{ to: [{ operation: { paths: ['/a{b}'] } }] }] }), false],
    [
      'a prefix of a key is enough',
      policy({ rules: [{ when: [{ key: 'request.headersx[y]', values: ['a'] }] }] }),
      true,
    ],
    ['keys need a name', policy({ rules: [{ when: [{ key: 'request.headers[]', values: ['a'] }] }] }), false],
    ['hosts may have upper case', networking('DestinationRule', { host: 'Reviews' }), true],
    ['hosts do not end in numbers', networking('DestinationRule', { host: 'a.1' }), false],
    ['a policy says something', networking('DestinationRule', { host: 'a', trafficPolicy: {} }), false],
    [
      'idle timeouts may be off',
      networking('DestinationRule', { host: 'a', trafficPolicy: { connectionPool: { tcp: { idleTimeout: '0s' } } } }),
      true,
    ],
    [
      'other durations may not',
      networking('DestinationRule', {
        host: 'a',
        trafficPolicy: { connectionPool: { tcp: { connectTimeout: '0s' } } },
      }),
      false,
    ],
    ['a Sidecar says something', networking('Sidecar', {}), false],
    ['a ServiceEntry has no host for all', networking('ServiceEntry', { hosts: ['*'] }), false],
    [
      'regular expressions are of RE2',
      networking('VirtualService', {
        hosts: ['a'],
        http: [{ match: [{ uri: { regex: 'a(?=b)' } }], route: [{ destination: { host: 'a' } }] }],
      }),
      false,
    ],
    [
      'a Gateway name has no dots',
      {
        ...networking('Gateway', { servers: [{ port: { number: 80, name: 'a', protocol: 'HTTP' }, hosts: ['*'] }] }),
        metadata: { name: 'a.b' },
      },
      false,
    ],
  ])('%s', (_law, object, accepted) => {
    expect({ accepted: admit(object).accepted }).toEqual({ accepted });
  });
});

/** @see istio pkg/config/validation/validation.go; measured */
describe('warnings', () => {
  const http = (route: object) =>
    networking('VirtualService', { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' } }], ...route }] });
  const fieldsWarned = (object: unknown) => admit(object).warnings.map(({ field }) => field);

  it.each([
    ['a selector without labels', policy({ selector: {} }), ['spec.selector']],
    [
      'a DENY rule of HTTP fields',
      policy({ action: 'DENY', rules: [{ to: [{ operation: { paths: ['/a'] } }] }] }),
      ['spec.rules[0]'],
    ],
    [
      'a route behind one that takes everything',
      networking('VirtualService', {
        hosts: ['a'],
        http: [{ route: [{ destination: { host: 'a' } }] }, { route: [{ destination: { host: 'b' } }] }],
      }),
      ['spec.http[1]'],
    ],
  ])('%s', (_what, object, fields) => {
    expect(fieldsWarned(object)).toEqual(fields);
  });

  it('are not said where Istio drops them on the way', () => {
    expect(fieldsWarned(http({ fault: { abort: { percentage: { value: 1 } } } }))).toEqual([]);
    expect(fieldsWarned(http({ match: [{ gateways: ['a.b'] }] }))).toEqual([]);
    expect(
      fieldsWarned(
        networking('VirtualService', { hosts: ['a'], gateways: ['a.b'], http: [{ directResponse: { status: 200 } }] }),
      ),
    ).toEqual(['spec.gateways']);
  });

  it('are no matter of a comma in the name of a header, which Istio takes', () => {
    expect(admit(http({ match: [{ headers: { 'a,b': { exact: 'c' } } }] })).accepted).toBe(true);
  });
});
