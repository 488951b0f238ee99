/** How far is long work? Told on standard error to people at a terminal, once it has lasted a second. */
import type { Io } from './io';

export interface Progress {
  /** `checking 3 of 12 files`; `long` tells at once what is known to last */
  readonly tell: (words: string, long?: boolean) => void;
  /** takes the words away again, before a report or an error is written */
  readonly end: () => void;
}

const PATIENCE = 1000;
const PAUSE = 100;
const CLEAR = '\r\u001b[K';

/** Progress of work that begins now. Whoever began it ends it, whatever happens. */
export function progressOn(io: Io): Progress {
  let due = io.now() + PATIENCE;
  let isShown = false;
  return {
    tell: (words, long = false) => {
      if (!io.errIsTerminal || (!long && io.now() < due)) return;
      due = io.now() + PAUSE;
      isShown = true;
      io.err(`${CLEAR}${words}…`);
    },
    end: () => {
      if (isShown) io.err(CLEAR);
      isShown = false;
    },
  };
}

/** The work, with progress that is ended whatever happens. */
export async function withProgress<T>(io: Io, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = progressOn(io);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
