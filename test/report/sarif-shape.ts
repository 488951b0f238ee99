/**
 * The part of SARIF 2.1.0 that our reports use, written down from the specification: each object is closed, so that a
 * field which the standard does not know fails.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
import { closed, listOf, open, type Shape, TEXT, wordOf } from '../../src/policy/shape';

const NUMBER: Shape = { kind: 'whole', least: 0, most: Number.MAX_SAFE_INTEGER };
const object = (keys: Record<string, Shape>, ...required: string[]): Shape => closed(keys, required);
/** 3.8: a property bag holds anything. */
const BAG: Shape = open({ tags: listOf(TEXT) });
const LEVEL = wordOf('none', 'note', 'warning', 'error');

/** 3.11, 3.12 */
const MESSAGE = object({ text: TEXT }, 'text');
/** 3.49 */
const RULE = object(
  {
    id: TEXT,
    shortDescription: MESSAGE,
    fullDescription: MESSAGE,
    help: MESSAGE,
    helpUri: TEXT,
    defaultConfiguration: object({ level: LEVEL }),
    properties: BAG,
  },
  'id',
);
/** 3.19 */
const DRIVER = object({ name: TEXT, version: TEXT, informationUri: TEXT, rules: listOf(RULE) }, 'name');
/** 3.28 to 3.33 */
const LOCATION = object({
  physicalLocation: object({
    artifactLocation: object({ uri: TEXT }),
    region: object({ startLine: NUMBER, startColumn: NUMBER }),
  }),
  logicalLocations: listOf(object({ fullyQualifiedName: TEXT, kind: TEXT })),
});
/** 3.35 */
const SUPPRESSION = object({ kind: wordOf('inSource', 'external'), justification: TEXT }, 'kind');
/** 3.27 */
const RESULT = object(
  {
    ruleId: TEXT,
    ruleIndex: NUMBER,
    level: LEVEL,
    message: MESSAGE,
    locations: listOf(LOCATION),
    partialFingerprints: object({ 'zeroTrustFinding/v1': TEXT }),
    baselineState: wordOf('new', 'unchanged', 'updated', 'absent'),
    suppressions: listOf(SUPPRESSION),
  },
  'message',
);
/** 3.14 */
const RUN = object(
  {
    tool: object({ driver: DRIVER }, 'driver'),
    columnKind: wordOf('utf16CodeUnits', 'unicodeCodePoints'),
    results: listOf(RESULT),
    properties: BAG,
  },
  'tool',
);

/** 3.13 */
export const SARIF = object({ $schema: TEXT, version: wordOf('2.1.0'), runs: listOf(RUN) }, 'version', 'runs');
