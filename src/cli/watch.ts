/** Runs again whenever a file changes. */
import { ExitCode } from './exit-code';
import { type Io, WrongUse } from './io';

/** How often somebody looks: often enough for people, and seldom enough for the machine. */
const LOOK_EVERY = 300;

/**
 * Runs, and again after each change of a path that the run looked at, until somebody interrupts. It looks at times and
 * sizes instead of asking the system to tell: `cdk8s synth` removes its folder, which would end that.
 */
export async function watch(run: (seen: (path: string) => void) => Promise<ExitCode>, io: Io): Promise<ExitCode> {
  for (;;) {
    const paths = new Set<string>();
    const before = new Map<string, string>();
    try {
      await run((path) => {
        if (!paths.has(path)) before.set(path, stateOf(path, io));
        paths.add(path);
      });
    } catch (error) {
      // a file that is being written may be unreadable for a moment
      if (!(error instanceof WrongUse)) throw error;
      io.err(`${error.lines.join('\n')}\n`);
    }
    io.err(`watching ${paths.size} ${paths.size === 1 ? 'path' : 'paths'}; Ctrl-C ends\n`);
    const isChanged = () => [...paths].some((path) => stateOf(path, io) !== before.get(path));
    while (!isChanged()) if ((await io.wait(LOOK_EVERY)) === 'interrupted') return ExitCode.Good;
    if ((await settled([...paths], io)) === 'interrupted') return ExitCode.Good;
  }
}

/** Until nothing changed for one look: half of a synth is not worth a run. */
async function settled(paths: readonly string[], io: Io): Promise<'elapsed' | 'interrupted'> {
  const state = () => paths.map((path) => stateOf(path, io)).join('\n');
  let last = '';
  while (last !== state()) {
    last = state();
    if ((await io.wait(LOOK_EVERY)) === 'interrupted') return 'interrupted';
  }
  return 'elapsed';
}

/** What a path looks like from outside: each file below it, with its size and the time of its last change. */
function stateOf(path: string, io: Io): string {
  const seen = new Set<string>();
  const look = (at: string): string => {
    try {
      const entry = io.stat(at);
      if (entry.kind === 'file') return `${at} ${entry.size} ${entry.modified}`;
      // a pipe is read once, and never again
      if (entry.kind === 'stream') return at;
      const real = io.realPath(at);
      if (seen.has(real)) return '';
      seen.add(real);
      return [...io.list(at)]
        .sort()
        .map((name) => look(`${at}/${name}`))
        .join('\n');
    } catch {
      return `${at} is not there`;
    }
  };
  return path === '-' ? '' : look(path);
}
