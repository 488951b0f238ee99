/** Which documents a text holds, so that each is read by itself and one broken document hides no other. */
import { linesOf, type Position, positionsIn, type ReadProblem, type SourceFile } from './source-text';

/** One YAML document: a slice of its file. */
export interface SourceDocument {
  readonly file: string;
  /** its number in the file, from 0; empty documents have a number too */
  readonly index: number;
  readonly text: string;
  /** the line of the file on which the slice begins, from 1 */
  readonly firstLine: number;
}

/**
 * The documents between lines `---`, as kubectl cuts them: before any YAML is read, so even inside a block of text.
 * @see kubernetes apimachinery pkg/util/yaml/decoder.go `splitYAMLDocument`; it drops what follows `---` on the line,
 * which is a problem here unless it is a comment: nothing is skipped silently
 */
export function splitDocuments(file: SourceFile): { documents: SourceDocument[]; problems: ReadProblem[] } {
  const documents: SourceDocument[] = [];
  const problems: ReadProblem[] = [];
  let start = 0;
  let line = 1;
  let counted = 0;
  const add = (end: number) => {
    documents.push({ file: file.name, index: documents.length, text: file.text.slice(start, end), firstLine: line });
  };
  for (const mark of file.text.matchAll(/^---(?![^\s])([^\r\n]*)(?:\r\n|\r|\n|$)/gm)) {
    // a mark on the first line of content opens the first document; it does not end an empty one
    if (mark.index > 0 && (documents.length > 0 || !isBlank(file.text.slice(0, mark.index)))) add(mark.index);
    line += linesOf(file.text.slice(counted, mark.index + mark[0].length)).length - 1;
    start = counted = mark.index + mark[0].length;
    const rest = mark[1] ?? '';
    if (!isBlank(rest)) {
      problems.push({
        file: file.name,
        line: /[\r\n]$/.test(mark[0]) ? line - 1 : line,
        column: 5,
        message: `\`${rest.trim().slice(0, 40)}\` follows \`---\` on the same line, where kubectl drops it; begin the document on the next line`,
      });
    }
  }
  add(file.text.length);
  return { documents, problems };
}

/** The positions in the file of offsets in one of its documents. */
export function positionsOf(document: SourceDocument): (offset: number) => Position {
  const inText = positionsIn(document.text);
  return (offset) => {
    const { line, column } = inText(offset);
    return { line: line + document.firstLine - 1, column };
  };
}

/** Whether nothing but blank lines and comments stands there. */
function isBlank(text: string): boolean {
  return linesOf(text).every((line) => /^\s*(#|$)/.test(line));
}
