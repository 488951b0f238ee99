import { App, Chart } from 'cdk8s';
import { RolloutStage } from '../../src';
import { changes, newAmbientBrownfield, newBrownfield, objectsOf } from './brownfield';
beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));
const { OBSERVE, DENY, STRICT } = RolloutStage;
test('x', () => {
  const at = (s: RolloutStage) => objectsOf(newBrownfield(s));
  process.stdout.write(changes(at(OBSERVE), at(DENY)).join('\n') + '\n\n');
  process.stdout.write(changes(at(DENY), at(STRICT)).join('\n') + '\n\n');
  const am = (s: RolloutStage) => objectsOf(newAmbientBrownfield(s));
  process.stdout.write(changes(am(OBSERVE), am(DENY)).join('\n') + '\n\n');
  process.stdout.write(changes(am(DENY), am(STRICT)).join('\n') + '\n\n');
  process.stdout.write(JSON.stringify((console.warn as jest.Mock).mock.calls, null, 1));
  expect(newBrownfield().synthYaml()).toBe(newBrownfield(STRICT).synthYaml());
});
