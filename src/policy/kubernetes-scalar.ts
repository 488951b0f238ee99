/**
 * What an unquoted word of YAML means to Kubernetes: `on` is true, `0777` is 511, `2024-01-01` is text.
 *
 * kubectl, the API server and Argo CD read YAML with sigs.k8s.io/yaml, which reads with go-yaml 2: YAML 1.1's words for
 * booleans, with `y` and `n`; integers as Go writes them; neither base 60 nor dates. A YAML 1.2 reader would call `on`
 * text, and so would see another policy than the cluster.
 * @see sigs.k8s.io/yaml goyaml.v2/resolve.go `resolve`, and decode.go: a timestamp read into no type stays text
 */

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...spellings(['y', 'yes', 'true', 'on'], true),
  ...spellings(['n', 'no', 'false', 'off'], false),
  ...spellings(['', '~', 'null'], null),
]);
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const DATE = /^\d{4}-\d{1,2}-\d{1,2}($|[Tt ])/;
const INTEGER = /^([-+]?)(?:(0[xX])([\da-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|(0|[1-9]\d*))$/;

/** A number that JSON cannot hold, such as `.inf`: Kubernetes refuses the document. */
export const NOT_JSON = Symbol('a number that JSON has not');

/** The value of a scalar without quotes and without tag. */
export function resolveScalar(word: string): string | number | boolean | null | typeof NOT_JSON {
  const known = WORDS.get(word);
  if (known !== undefined) return known;
  if (/^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(word)) return NOT_JSON;
  const first = word.charCodeAt(0);
  const isSignOrDotOrDigit = first === 43 || first === 45 || first === 46 || (first >= 48 && first <= 57);
  return isSignOrDotOrDigit ? (number(word) ?? word) : word;
}

function number(word: string): number | undefined {
  if (word.startsWith('.')) return FLOAT.test(word) ? Number(word) : undefined;
  if (DATE.test(word)) return undefined;
  const plain = word.replaceAll('_', '');
  const [, sign, hex, hexDigits, binary, bits, octal, octalDigits, decimal] = INTEGER.exec(plain) ?? [];
  const size = hex
    ? parseInt(hexDigits ?? '', 16)
    : binary
      ? parseInt(bits ?? '', 2)
      : octal
        ? parseInt(octalDigits ?? '', 8)
        : decimal === undefined
          ? undefined
          : Number(decimal);
  if (size !== undefined) return sign === '-' && size !== 0 ? -size : size;
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

/** go-yaml knows each word in lower case, capitalised, and in upper case, and in no other mixture. */
function spellings<T>(words: readonly string[], value: T): [string, T][] {
  return words.flatMap((word): [string, T][] => [
    [word, value],
    [word.charAt(0).toUpperCase() + word.slice(1), value],
    [word.toUpperCase(), value],
  ]);
}
