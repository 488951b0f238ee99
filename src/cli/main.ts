#!/usr/bin/env node
/** The binary `zero-trust`: the only place that ends the process. */
/* eslint-disable no-restricted-globals -- the one place that has the arguments and sets the exit code */
import { ExitCode } from './exit-code';
import { nodeIo } from './node-io';
import { runProgram } from './program';

// who reads only the head of our output, such as `head`, is content with what there was
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// whoever closed our errors can be told nothing, also not that it failed
process.stderr.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  nodeIo.err(`zero-trust failed: ${error.message.split('\n')[0]}\nthis is a fault of zero-trust; please report it\n`);
  process.exitCode = ExitCode.Wrong;
});
void runProgram(process.argv.slice(2), nodeIo, {
  check: () => import('./commands/check.js'),
  explain: () => import('./commands/explain.js'),
  reach: () => import('./commands/reach.js'),
  diff: () => import('./commands/diff.js'),
  prove: () => import('./commands/prove.js'),
  rollout: () => import('./commands/rollout.js'),
  test: () => import('./commands/test.js'),
  argo: () => import('./commands/argo.js'),
  argoProbe: () => import('./commands/argo-probe.js'),
  import: () => import('./commands/import.js'),
}).then((code) => {
  process.exitCode ??= code;
  // once all is written: left to itself, Node would first wait for what V8 still compiles, and take the heap apart
  process.stderr.write('', () => process.stdout.write('', () => process.exit()));
});
