/** Who may send what to whom, for spreadsheets: a line for each edge and each alternative of its requests. */
import type { Matrix } from '../reach/matrix';
import type { RequestBox } from '../reach/space/request-box';
import { requestsInWords } from './request-box';
import { callerInWords } from './reach-rows';

const HEAD = ['from', 'to', 'port', 'certainty', 'methods', 'paths', 'requests', 'except'];

export function reachCsv({ edges }: Matrix): string {
  const lines = edges.flatMap(({ from, to, port, requests, depends = [], undecided, except = [] }) => {
    const line = (certainty: string) => (box: RequestBox) => [
      callerInWords(from),
      to,
      String(port),
      certainty,
      (box.methods ?? []).join(' '),
      (box.paths ?? []).join(' '),
      requestsInWords([box]),
      except.join(' '),
    ];
    return [
      ...requests.map(line('allowed')),
      ...depends.map(line('depends')),
      ...(undecided?.requests ?? []).map(line('undecided')),
    ];
  });
  return [HEAD, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/**
 * A cell that no spreadsheet takes for a formula.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
