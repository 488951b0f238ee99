/** Recorded callers of which we say something else, each with its reason. The list can only shrink. */
export const KNOWN_GAPS: ReadonlyMap<string, string> = new Map();
