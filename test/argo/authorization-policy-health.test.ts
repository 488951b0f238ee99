import { AUTHORIZATION_POLICY_HEALTH } from '../../src/argo/authorization-policy-health';
import { healthOf } from './lua';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number | string;
}

const ztunnel = (given: Partial<Condition> = {}): Condition => ({
  type: 'ZtunnelAccepted',
  status: 'True',
  reason: 'Accepted',
  message: 'attached to ztunnel',
  observedGeneration: '2',
  ...given,
});
const waypoint = (given: Partial<Condition> = {}): Condition => ({
  ...ztunnel(),
  type: 'WaypointAccepted',
  message: 'bound to shop/waypoint',
  ...given,
});

/** A policy of generation 2. */
function health(conditions: readonly Condition[] | undefined, annotations?: Readonly<Record<string, string>>) {
  return healthOf(AUTHORIZATION_POLICY_HEALTH, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'a', generation: 2, ...(annotations === undefined ? {} : { annotations }) },
    spec: {},
    ...(conditions === undefined ? {} : { status: { conditions } }),
  });
}

const inWave = (wave: string) => ({ 'argocd.argoproj.io/sync-wave': wave });

describe('the health of an AuthorizationPolicy', () => {
  test('is good without any condition, as sidecars tell nothing', () => {
    expect(health(undefined)).toEqual({
      status: 'Healthy',
      message: 'no data plane tells whether it accepts policies',
    });
    expect(health([]).status).toBe('Healthy');
  });

  test('is good where the status is there and holds no conditions', () => {
    const policy = { metadata: { name: 'a', generation: 1 }, status: {} };
    expect(healthOf(AUTHORIZATION_POLICY_HEALTH, policy).status).toBe('Healthy');
  });

  test.each([[ztunnel()], [waypoint()]])('is good where %j says so of this generation', (condition) => {
    expect(health([condition])).toEqual({
      status: 'Healthy',
      message: `${condition.type}: Accepted ${condition.message}`,
    });
  });

  test('is good where ztunnel leaves something out and enforces the rest', () => {
    const { status, message } = health([ztunnel({ reason: 'UnsupportedValue', message: 'HTTP attributes' })]);
    expect(status).toBe('Healthy');
    expect(message).toContain('UnsupportedValue HTTP attributes');
  });

  test.each([
    ['ztunnel refuses it', ztunnel({ status: 'False', reason: 'UnsupportedValue', message: 'no CUSTOM' })],
    ['no waypoint is there', waypoint({ status: 'False', reason: 'AncestorNotBound', message: 'no waypoint' })],
    ['its target is not there', waypoint({ status: 'False', reason: 'TargetNotFound', message: 'no Service' })],
    ['some of its targets are not there', waypoint({ reason: 'PartiallyInvalid', message: 'Service b' })],
    ['nothing certain is said', ztunnel({ status: 'Unknown' })],
  ])('is bad where %s', (_case, condition) => {
    expect(health([condition])).toEqual({
      status: 'Degraded',
      message: `${condition.type}: ${condition.reason} ${condition.message}`,
    });
  });

  test('is bad where one refuses it and another accepts it, in any order', () => {
    const conditions = [ztunnel(), waypoint({ status: 'False' })];
    expect(health(conditions).status).toBe('Degraded');
    expect(health(conditions.reverse()).status).toBe('Degraded');
  });

  test.each([1, '1'])('is not known yet where the generation %j was read', (observedGeneration) => {
    expect(health([waypoint({ observedGeneration })])).toEqual({
      status: 'Progressing',
      message: 'istiod has not read this version yet',
    });
    expect(health([waypoint({ observedGeneration, status: 'False' })]).status).toBe('Progressing');
  });

  test('counts generations as numbers, not as text', () => {
    const policy = { metadata: { name: 'a', generation: 10 }, status: { conditions: [ztunnel()] } };
    expect(healthOf(AUTHORIZATION_POLICY_HEALTH, policy).status).toBe('Progressing');
  });

  test('does not wait for a generation that is never told', () => {
    const { observedGeneration: _, ...condition } = ztunnel();
    expect(health([condition]).status).toBe('Healthy');
  });

  test('does not ask conditions of others', () => {
    expect(health([{ type: 'Reconciled', status: 'False', observedGeneration: 1 }]).status).toBe('Healthy');
  });

  test.each(['TargetNotFound', 'Invalid', 'PartiallyInvalid'])(
    'is good in a wave before 0 where a waypoint says %s, as targets come later, and bad in wave 0',
    (reason) => {
      const conditions = [waypoint({ status: 'False', reason })];
      expect(health(conditions, inWave('-10')).status).toBe('Healthy');
      expect(health(conditions, inWave('0')).status).toBe('Degraded');
      expect(health(conditions, inWave('no wave')).status).toBe('Degraded');
    },
  );

  test.each([
    waypoint({ status: 'False', reason: 'AncestorNotBound' }),
    ztunnel({ status: 'False', reason: 'Invalid' }),
  ])('is bad in any wave where it is for another reason: %j', (condition) => {
    expect(health([condition], inWave('-10')).status).toBe('Degraded');
  });

  test('is told without a reason and a message, too', () => {
    expect(health([{ type: 'ZtunnelAccepted', status: 'True' }])).toEqual({
      status: 'Healthy',
      message: 'ZtunnelAccepted:  ',
    });
  });
});

test('the check has the functions that Argo CD offers, and no others', () => {
  expect(() => healthOf('return { status = string.upper("a"), message = "" }', {})).toThrow(/index a nil value/);
  expect(healthOf('return { status = type(table.concat), message = "" }', {}).status).toBe('function');
});
