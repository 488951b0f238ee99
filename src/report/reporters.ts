/** Which formats a report has. */
import { json } from './json';
import { junit } from './junit';
import { markdown } from './markdown';
import type { Reporter } from './reporter';
import { sarif } from './sarif';
import { text } from './text';

export const REPORTERS = { text, json, sarif, markdown, junit } as const satisfies Readonly<Record<string, Reporter>>;

export type Format = keyof typeof REPORTERS;
