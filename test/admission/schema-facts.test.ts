import { CEL_RULES } from '../../src/admission/cel-rules';
import type { Schema } from '../../src/admission/schema';
import { SCHEMA_COMMIT, SCHEMA_FACTS } from '../../src/admission/schema-facts';

function rulesOf(schema: Schema): readonly string[] {
  const below = [...Object.values(schema.fields ?? {}), ...[schema.values, schema.items].flatMap((each) => each ?? [])];
  return [...(schema.rules ?? []), ...below.flatMap(rulesOf)];
}

describe('the facts of Istio`s custom resource definitions', () => {
  it('name the commit that they are of', () => {
    expect(SCHEMA_COMMIT).toMatch(/^[0-9a-f]{7,40}$/);
  });

  it('use every CEL rule that is written, and no other', () => {
    const used = new Set(SCHEMA_FACTS.flatMap(({ spec }) => rulesOf(spec)));
    expect([...used].sort()).toEqual(Object.keys(CEL_RULES).sort());
  });

  it('serve each kind in the versions of its group', () => {
    const versions = Object.fromEntries(SCHEMA_FACTS.map(({ kind, versions: served }) => [kind, [...served].sort()]));
    expect(versions).toMatchObject({
      AuthorizationPolicy: ['v1', 'v1beta1'],
      DestinationRule: ['v1', 'v1alpha3', 'v1beta1'],
      Telemetry: ['v1', 'v1alpha1'],
      EnvoyFilter: ['v1alpha3'],
    });
  });
});
