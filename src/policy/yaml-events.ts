/**
 * What the parser sees in a document: a flat list of events with offsets, much cheaper than a tree.
 *
 * Within `[…]` and `{…}` Kubernetes lets a line begin anywhere, such as the closing bracket below its key; the parser
 * follows YAML 1.2, and wants it further to the right. Where it stops for that, the line is joined to the one before.
 * @see sigs.k8s.io/yaml goyaml.v2/scannerc.go, `yaml_parser_unroll_indent`: in flow context nothing is done
 */
import { type Event, EVENT_ID, parseEvents, YAMLException } from 'js-yaml';

/** Deeper nesting is an attack or an accident: the deepest custom resource definitions have about 60 levels. */
const MAX_DEPTH = 200;
/** Characters that are parsed again for joined lines: each costs one parse more, so this bounds the time. */
const MAX_PARSED_AGAIN = 32 * 1024 * 1024;

/** The events of the text. INVARIANT: offsets are those of the text as it is; throws what the parser does not take. */
export function eventsOf(text: string): readonly Event[] {
  const places: number[] = [];
  let joined = text;
  for (;;) {
    try {
      const events = parseEvents(joined, { maxDepth: MAX_DEPTH });
      if (!places.some((place) => isInScalar(events, place))) return events;
    } catch (error) {
      const place = tooFarLeft(error);
      const next = place === undefined ? undefined : joinedAt(joined, place);
      if (place === undefined || next === undefined || (places.length + 1) * text.length > MAX_PARSED_AGAIN)
        throw error;
      places.push(place);
      joined = next;
      continue;
    }
    // text over several lines: joined, it would be another text
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  }
}

function tooFarLeft(error: unknown): number | undefined {
  return error instanceof YAMLException && error.reason === 'deficient indentation' ? error.mark?.position : undefined;
}

/** The text with blanks for all that stands between this place and what is before it: line ends and comments. */
function joinedAt(text: string, place: number): string | undefined {
  for (let end = place; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const content = withoutComment(text.slice(start, end)).trimEnd();
    const from = start + content.length;
    if (content !== '') return text.slice(0, from) + ' '.repeat(place - from) + text.slice(place);
    end = start - 1;
  }
  return undefined;
}

/** A comment begins at `#` behind a blank, outside quotes. */
function withoutComment(line: string): string {
  const content = /^(?:(?<=^|[\s[{,:])(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')|[^#]|(?<=\S)#)*/.exec(line);
  return content?.[0] ?? line;
}

function isInScalar(events: readonly Event[], place: number): boolean {
  return events.some((event) => event.type === EVENT_ID.SCALAR && event.valueStart < place && place <= event.valueEnd);
}
