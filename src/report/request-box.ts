/** Requests in a line, as people read them: `GET, POST /api/* (host shop.example)`. */
import type { Json, JsonObject } from '../policy/json-object';
import { isObject } from '../policy/json-object';

/** A union of requests; of more than `most` alternatives, how many there are besides. */
export function requestsInWords(boxes: readonly JsonObject[], most = Infinity): string {
  if (boxes.length === 0) return 'nothing';
  const shown = boxes.slice(0, most).map(boxInWords);
  return boxes.length > most ? `${shown.join('; ')}; and ${boxes.length - most} more` : shown.join('; ');
}

function boxInWords(box: JsonObject): string {
  const { methods, paths, notMethods, notPaths, ...others } = box;
  const operation = [valuesIn(methods, ''), valuesIn(notMethods, 'any method but '), valuesIn(paths, '')]
    .concat(valuesIn(notPaths, notMethods === undefined ? 'any path but ' : 'and any path but '))
    .filter((words) => words !== '');
  const rest = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value === true ? key : `${key} ${inWords(value)}`));
  if (operation.length === 0) return rest.length === 0 ? 'everything' : rest.join(', ');
  return rest.length === 0 ? operation.join(' ') : `${operation.join(' ')} (${rest.join(', ')})`;
}

function valuesIn(values: Json, lead: string): string {
  return values === undefined ? '' : `${lead}${inWords(values)}`;
}

function inWords(value: Json): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => (inner === true ? key : `${key}: ${inWords(inner)}`))
    .join(', ');
}
