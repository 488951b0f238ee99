/**
 * Recorded cases in which the decision engine is known to differ, each with its reason. The conformance test fails when
 * a listed case agrees, so that the list can only shrink.
 */
export const KNOWN_GAPS: ReadonlyMap<string, string> = new Map();
