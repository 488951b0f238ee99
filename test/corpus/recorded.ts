/** The recorded answers of real Istio and Envoy: one file of scenarios, each with manifests, settings and cases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../src/policy/json-object';

/** What was observed. */
export interface Observed {
  readonly verdict: string;
  readonly status?: number;
  readonly layer?: string;
  readonly by?: string;
}

/** A call and its outcome. */
export interface RecordedCase extends JsonObject {
  readonly id: string;
  readonly expect: Observed;
}

/** The scenarios of one file below `test/corpus`, without its ending. */
export interface RecordedScenario {
  readonly id?: string;
  readonly description: string;
  readonly manifests: readonly unknown[];
  readonly mesh?: JsonObject;
  /** TLS Secrets that exist beside the manifests */
  readonly secrets?: readonly string[];
  readonly cases: readonly RecordedCase[];
}

/** Reads one file of scenarios. */
export function recorded(name: string): readonly RecordedScenario[] {
  const text = gunzipSync(readFileSync(join(__dirname, `${name}.jsonl.gz`))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedScenario);
}
