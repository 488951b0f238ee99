/** Whether Istio's webhook can read an inline JSON web key set, and which of its keys are secret. */
import type * as crypto from 'node:crypto';
import { isObject, type JsonObject, shown } from './json';

export interface Jwks {
  readonly problem: string | undefined;
  /** places of private and symmetric keys in the set */
  readonly secretKeys: readonly number[];
}

interface KeyKind {
  readonly bytes: readonly string[];
  readonly required: readonly string[];
}

/** Members that are base64url, and those that must be there, of a key without its secret. */
const KEY_KINDS: Readonly<Record<string, KeyKind>> = {
  RSA: { bytes: ['e', 'n', 'd', 'p', 'q', 'dp', 'dq', 'qi'], required: ['e', 'n'] },
  EC: { bytes: ['x', 'y', 'd'], required: ['crv', 'x', 'y'] },
  OKP: { bytes: ['x', 'd'], required: ['crv', 'x'] },
  oct: { bytes: ['k'], required: ['k'] },
};
const PUBLIC_BYTES: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'n'],
  EC: ['x', 'y'],
  OKP: ['x'],
  oct: ['k'],
};
/** Members that are text. The library looks for the address of a certificate at `x5y`, and not at `x5u`. */
const TEXT_MEMBERS = ['alg', 'kid', 'use', 'x5t', 'x5t#S256', 'x5y'];

/** @see lestrrat-go/jwx v1.2 jwk `Parse`: reads the first JSON value, and ignores what follows */
export function readJwks(text: string): Jwks {
  const set = tryFirstObject(text);
  if (set === undefined) return { problem: 'this is not JSON of a key set; write `{"keys": [ … ]}`', secretKeys: [] };
  const keys = Object.hasOwn(set, 'keys') ? (set['keys'] ?? []) : [set];
  if (!Array.isArray(keys)) return { problem: `\`keys\` is ${shown(keys)}; give a list of keys`, secretKeys: [] };
  const problems = keys.map((key, index) => {
    const problem = keyProblem(key);
    return problem === undefined ? undefined : `key ${index}: ${problem}`;
  });
  const problem = problems.find((each) => each !== undefined);
  const secretKeys = keys.flatMap((key, index) => (isObject(key) && isSecret(key) ? [index] : []));
  return { problem, secretKeys: problem === undefined ? secretKeys : [] };
}

function keyProblem(key: unknown): string | undefined {
  if (!isObject(key)) return `${shown(key)} is not an object`;
  const type = hint(key, 'kty') ?? '';
  const kind = typeof type === 'string' && Object.hasOwn(KEY_KINDS, type) ? KEY_KINDS[type] : undefined;
  if (kind === undefined) return `key type ${shown(type)} is unknown; use \`RSA\`, \`EC\` or \`OKP\``;
  if (Object.hasOwn(key, 'kty') && key['kty'] !== type) return `\`kty\` is ${shown(key['kty'])}`;
  const secret = isSecret(key);
  const required = secret && type !== 'oct' ? [...kind.required, 'd'] : kind.required;
  const missing = required.find((name) => !Object.hasOwn(key, name));
  if (missing !== undefined) return `\`${missing}\` is missing`;
  const bytes = secret ? kind.bytes : (PUBLIC_BYTES[String(type)] ?? []);
  const noBytes = bytes.find((name) => !isBase64(key[name] ?? ''));
  if (noBytes !== undefined) return `\`${noBytes}\` is not base64url`;
  const texts = kind.required.includes('crv') ? [...TEXT_MEMBERS, 'crv'] : TEXT_MEMBERS;
  const noText = texts.find((name) => typeof (key[name] ?? '') !== 'string');
  if (noText !== undefined) return `\`${noText}\` is not text`;
  return listProblem(key);
}

function listProblem(key: JsonObject): string | undefined {
  const [operations, chain] = [key['key_ops'] ?? [], key['x5c'] ?? []];
  if (!isTextList(operations)) return '`key_ops` is not a list of texts';
  return isTextList(chain) && chain.every(isCertificate) ? undefined : '`x5c` is not a list of certificates';
}

/** Go takes null for a text in a list. */
function isTextList(value: unknown): value is readonly (string | null)[] {
  return Array.isArray(value) && value.every((each) => each === null || typeof each === 'string');
}

function isCertificate(text: string | null): boolean {
  if (text === null || !isBase64(text)) return false;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- rarely needed, and every command would wait
  const { X509Certificate } = require('node:crypto') as typeof crypto;
  try {
    return new X509Certificate(Buffer.from(text, 'base64')).subject !== null;
  } catch {
    return false;
  }
}

function isSecret(key: JsonObject): boolean {
  return hint(key, 'kty') === 'oct' || Object.keys(key).some((name) => name.toLowerCase() === 'd');
}

/** Go finds the member whatever its case; the last one counts, and null changes nothing. */
function hint(key: JsonObject, member: string): unknown {
  const found = Object.entries(key).filter(([name, value]) => name.toLowerCase() === member && value !== null);
  return found.some(([, value]) => typeof value !== 'string') ? undefined : found.pop()?.[1];
}

/**
 * With or without padding, of either alphabet; line breaks are skipped.
 * @see lestrrat-go/jwx v1.2 internal/base64 `Decode`
 */
function isBase64(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const padded = value.endsWith('=');
  const plain = value.replace(/[\r\n]/g, '');
  const alphabet = /[+/]/.test(value) ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[A-Za-z0-9_-]*={0,2}$/;
  if (!alphabet.test(plain)) return false;
  return padded ? plain.length % 4 === 0 : !plain.includes('=') && plain.length % 4 !== 1;
}

/** The JSON object that the text begins with. */
function tryFirstObject(text: string): JsonObject | undefined {
  const start = /^[ \t\r\n]*\{/.exec(text);
  if (start === null) return undefined;
  let depth = 0;
  let quoted = false;
  for (let at = start[0].length - 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /[{[]/.test(character)) depth++;
    else if (!quoted && /[}\]]/.test(character) && --depth === 0) return tryParse(text.slice(0, at + 1));
  }
  return undefined;
}

function tryParse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
