/** Random calls to `shop/api`, as case files write them. */
import type { JsonObject } from '../../src/policy/json-object';
import type { Random } from './random';
import { WORDS } from './random-mesh';

/** A call. */
export function randomCall(random: Random): JsonObject {
  const port = random.one([8080, 8080, 8080, 9000, 7000]);
  const to = random.rarely(2)
    ? { workload: 'shop/api', port, ip: '10.1.0.1' }
    : { service: 'shop/api', workload: 'shop/api', port: port === 8080 ? 80 : port };
  const from = { ...caller(random), ip: random.one(WORDS.ips) };
  return random.rarely(5) ? { from, to } : { from, to, request: randomRequest(random) };
}

function caller(random: Random): JsonObject {
  if (random.rarely(5)) return { plaintext: true };
  if (random.rarely(5)) return { workload: random.one(['shop/web', 'dev/tester']) };
  return { identity: random.one(WORDS.identities) };
}

/** What is sent. */
export function randomRequest(random: Random): JsonObject {
  const headers: Record<string, unknown> = {};
  for (const name of WORDS.headers) {
    if (random.rarely(3)) headers[name] = random.rarely(3) ? random.some(WORDS.lines, 3) : random.one(WORDS.lines);
  }
  if (random.rarely(4)) headers['x-forwarded-for'] = random.one(WORDS.ips);
  return {
    method: random.one(WORDS.methods),
    path: random.one(WORDS.paths),
    host: random.one(WORDS.hosts),
    headers,
    ...(random.rarely(3) ? { sni: random.one(WORDS.names) } : {}),
    ...(random.rarely(2) ? { tokens: [randomToken(random)] } : {}),
  };
}

/** A token of some issuer, in some state. */
export function randomToken(random: Random): JsonObject {
  const claims = {
    iss: random.one([...WORDS.issuers, 'https://stranger.example']),
    ...(random.rarely(4) ? {} : { sub: random.one(WORDS.subjects) }),
    ...(random.rarely(2) ? { role: random.rarely(2) ? random.one(WORDS.claims) : random.some(WORDS.claims, 3) } : {}),
    ...(random.rarely(2) ? { scope: random.one(WORDS.claims) } : {}),
    ...(random.rarely(2) ? { aud: random.rarely(2) ? random.one(['a', 'b', 'https://a']) : ['b', 'c'] } : {}),
  };
  const state = random.rarely(5) ? random.one(['expired', 'bad-signature', 'malformed']) : 'valid';
  return { claims, state, ...(random.rarely(6) ? { header: 'x-token' } : {}) };
}
