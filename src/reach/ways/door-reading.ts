/** What does a port of a gateway ask of those who call it: by the server name of their TLS, and by its policies? */
import { arriveAtPort } from '../../evaluate/ways/gateway-arrival';
import type { GatewayChain } from '../../evaluate/ways/gateway-chain';
import type { GatewayPort } from '../../evaluate/ways/gateway-port';
import type { TextPattern } from '../../sets/text-pattern';
import type { Arrive } from './arrivals';
import type { EnvoyPort, EnvoyReading } from './envoy-reading';
import { BY_OWN_ACCOUNT, readEnvoy } from './envoy-reading';
import type { Formula, Literal } from '../formulas/formula';
import { allOf, anyOf, literalsIn, NEVER, not } from '../formulas/formula';
import type { AddressSource } from '../formulas/scene';

/** A port of a gateway. */
export interface DoorReading {
  readonly port: GatewayPort;
  /** its policies, whichever chain takes a call */
  readonly envoy: EnvoyReading<EnvoyPort>;
  readonly chains: readonly ReadChain[];
  readonly literals: readonly Literal[];
}

/** A chain of the port. */
export interface ReadChain {
  readonly chain: GatewayChain;
  /** which connections with TLS it takes */
  readonly names: Formula;
  /** who gets in, given that this chain takes them; `own`: whoever has no proxy speaks TLS itself */
  readonly arrive: (own: boolean) => Arrive;
}

/** A case cannot tell more than one entry of the list that names clients. */
const MOST_PROXIES = 1;

/** What this port asks. */
export function readDoor(port: GatewayPort, source: AddressSource, destination: AddressSource): DoorReading {
  const { config, number, chains } = port;
  const remote = clientSeenBy(port, source);
  const envoy = readEnvoy({ config, port: number, source, connection: source, remote, destination });
  const read = chains.map((chain): ReadChain => ({
    chain,
    names: namesFormula(chain, chains),
    arrive: (own) => (caller, http) =>
      arriveAtPort(
        { ...port, chains: [{ ...chain, names: undefined }] },
        {
          caller,
          ...(http === undefined ? {} : { http: own ? { ...http, tls: true } : http }),
          ...(http === undefined && own ? { handshake: { tls: true } } : {}),
        },
      ),
  }));
  const literals = [OWN_TLS, ...envoy.literals, ...literalsIn(read.map(({ names }) => names))];
  return { port, envoy, chains: read, literals };
}

/** That somebody asks whether callers speak TLS themselves; it has no texts. */
export const OWN_TLS: Literal = { about: { kind: 'tls' }, among: { kind: 'texts', patterns: [] } };

/** The client, as a gateway sees it that trusts so many proxies in front of it. */
function clientSeenBy({ trustedProxies }: GatewayPort, connection: AddressSource): AddressSource {
  if (trustedProxies === undefined) {
    return { kind: 'unknown', because: 'how many proxies before the gateway are trusted is not known' };
  }
  if (trustedProxies === 0) return connection;
  return trustedProxies <= MOST_PROXIES
    ? BY_OWN_ACCOUNT
    : { kind: 'unknown', because: `the client is told by ${trustedProxies} proxies before the gateway` };
}

/** The names of this chain, without those that another one takes by more of the name. */
function namesFormula({ names }: GatewayChain, chains: readonly GatewayChain[]): Formula {
  const all = [...new Set(chains.flatMap((chain) => chain.names ?? []).map((name) => name.toLowerCase()))];
  if (names === undefined) return not(isAmong(all));
  return anyOf(
    names.map((written) => {
      const name = written.toLowerCase();
      return allOf([isAmong([name]), not(isAmong(all.filter((other) => isWithin(other, name))))]);
    }),
  );
}

function isAmong(names: readonly string[]): Formula {
  if (names.length === 0) return NEVER;
  const patterns = names.map((name): TextPattern => {
    return name.startsWith('*.') ? { kind: 'suffix', text: name.slice(1) } : { kind: 'exact', text: name };
  });
  return { kind: 'is', literal: { about: { kind: 'sni' }, among: { kind: 'texts', patterns }, written: names } };
}

/** Whether the first names fewer servers, all of them among those of the second. */
function isWithin(name: string, wider: string): boolean {
  return name !== wider && wider.startsWith('*.') && name.endsWith(wider.slice(1));
}
