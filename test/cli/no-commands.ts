/** Commands of which a test runs only some. */
import type { Commands } from '../../src/cli/program';

const unasked = () => Promise.reject(new Error('is not asked'));

export const NO_COMMANDS: Commands = {
  check: unasked,
  explain: unasked,
  test: unasked,
  reach: unasked,
  diff: unasked,
  prove: unasked,
  argo: unasked,
  argoProbe: unasked,
  import: unasked,
  rollout: unasked,
};
