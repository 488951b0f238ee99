/** What a reporter of a rollout is, and which there are. */
import type { Rollout } from '../delivery/rollout';
import { rolloutJson } from './rollout-json';
import { rolloutMarkdown } from './rollout-markdown';
import { rolloutText } from './rollout-text';

/** INVARIANT: same rollout and options, same bytes; the text ends with one line feed. */
export type RolloutReporter = (rollout: Rollout, options: { readonly color: boolean }) => string;

/** How a rollout may look. */
export type RolloutFormat = 'text' | 'json' | 'markdown';

export const ROLLOUT_REPORTERS: Readonly<Record<RolloutFormat, RolloutReporter>> = {
  text: rolloutText,
  json: rolloutJson,
  markdown: rolloutMarkdown,
};
