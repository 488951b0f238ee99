/** What Istio's webhook says of durations: at least one millisecond, and whole ones. */
import type { Findings } from './admission';
import { MILLISECOND, tryDuration } from './go/duration';
import { shown } from './json';
import { at, type Message, text } from './message';

/** @see istio pkg/config/validation/agent/validation.go, `ValidateDuration` */
export function checkDuration(message: Message, name: string, findings: Findings): void {
  const written = text(message, name);
  const duration = readDuration(message, name, findings);
  if (duration === undefined) return;
  if (duration < MILLISECOND)
    findings.reject(at(message, name), `${shown(written)} is too short; give at least \`1ms\``);
  else if (duration % MILLISECOND !== 0n)
    findings.reject(at(message, name), `${shown(written)} is finer than a millisecond; give whole milliseconds`);
}

/**
 * The nanoseconds of a duration that is set; one that cannot be read is a finding.
 * @see golang/protobuf jsonpb `Unmarshal`, which reads a duration as Go writes it
 */
export function readDuration(message: Message, name: string, findings: Findings): bigint | undefined {
  const written = text(message, name);
  const duration = tryDuration(written);
  if (duration === undefined)
    findings.reject(at(message, name), `${shown(written)} is no duration; write numbers with units, such as \`1m30s\``);
  return duration;
}
