/** The GitHub workflow of the example `argo-cd-pipeline` is its shell pipeline, and each job may only what it must. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EXAMPLE } from './fleet';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: { readonly name?: string };
}
interface Job {
  readonly permissions: object;
  readonly needs?: string;
  readonly if?: string;
  readonly steps: readonly Step[];
}

const workflow = parse(readFileSync(join(EXAMPLE, '.github', 'workflows', 'pipeline.yaml'), 'utf8')) as {
  readonly permissions: object;
  readonly jobs: { readonly judge: Job; readonly comment: Job; readonly publish: Job };
};
const { judge, comment, publish } = workflow.jobs;
const script = readFileSync(join(EXAMPLE, 'pipeline.sh'), 'utf8');
const pipelineSteps = (job: Job) =>
  job.steps.flatMap(({ run }) => /^sh pipeline\.sh (\w+)$/.exec(run ?? '')?.[1] ?? []);

test('`judge` runs the steps of `sh pipeline.sh`, in their order, and `publish` the one that follows', () => {
  const steps = /^STEPS='(.*)'$/m.exec(script)?.[1]?.split(' ');
  expect(script).toContain('for step in $STEPS; do sh "$0" "$step" ||');
  expect(pipelineSteps(judge)).toEqual(steps);
  expect(pipelineSteps(publish)).toEqual(['publish']);
  expect(pipelineSteps(comment)).toEqual([]);
});

test('what may write runs nothing of the change, and what runs the change may not write', () => {
  expect(workflow.permissions).toEqual({});
  expect(judge.permissions).toEqual({ contents: 'read' });
  expect(comment.permissions).toEqual({ 'pull-requests': 'write' });
  expect(comment.steps.map(({ uses }) => uses?.split('@')[0])).not.toContain('actions/checkout');
  expect(publish.permissions).toEqual({ contents: 'write' });
  expect(publish).toMatchObject({ needs: 'judge', if: "github.event_name == 'push'" });
  expect(publish.steps.map(({ run }) => run)).not.toContain('npm ci');
});

test('what was judged is what is published', () => {
  const artifacts = [judge, publish].flatMap(({ steps }) => steps.flatMap((step) => step.with?.name ?? []));
  expect(artifacts).toEqual(['judged', 'judged']);
});

test('no text of a pull request becomes a part of a command', () => {
  const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run));
  expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
});
