/** Requests in a line, as people read them: `GET, POST /api/* (host shop.example, with a token)`. */
import type { Among, RequestBox, TokenBox } from '../reach/space/request-box';

/** A union of requests; of more than `most` alternatives, how many there are besides. */
export function requestsInWords(boxes: readonly RequestBox[], most = Infinity): string {
  return requestsOneByOne(boxes, most).join('; ');
}

/** The same, an alternative each. */
export function requestsOneByOne(boxes: readonly RequestBox[], most = Infinity): readonly string[] {
  if (boxes.length === 0) return ['nothing'];
  const shown = boxes.slice(0, most).map(boxInWords);
  return boxes.length > most ? [...shown, `and ${boxes.length - most} more`] : shown;
}

function boxInWords(box: RequestBox): string {
  const operation = operationInWords(box);
  const rest = [
    ...protocolInWords(box.protocol, operation !== ''),
    ...values('host', box.hosts, box.notHosts),
    ...amongEach('parameter', box.query),
    ...amongEach('header', box.headers),
    ...(box.token === undefined ? [] : [box.token ? 'with a token' : 'without a token']),
    ...(box.refusedToken ? ['with a token that is refused'] : []),
    ...amongEach('claim', box.claims),
    ...Object.entries(box.tokens ?? {}).map(([place, token]) => tokenInWords(place, token)),
    ...values('from address', box.ips, box.notIps),
    ...values('client address', box.remoteIps, box.notRemoteIps),
    ...values('to address', box.destinationIps, box.notDestinationIps),
    ...(box.tls === undefined ? [] : [box.tls ? 'over TLS' : 'without TLS']),
    ...values('server name', box.sni, box.notSni),
  ];
  if (operation === '') return rest.length === 0 ? 'everything' : rest.join(', ');
  return rest.length === 0 ? operation : `${operation} (${rest.join(', ')})`;
}

function operationInWords({ methods, notMethods, paths, notPaths }: RequestBox): string {
  return [
    ...(methods === undefined ? [] : [methods.join(', ')]),
    ...(notMethods === undefined ? [] : [`any method but ${notMethods.join(', ')}`]),
    ...(paths === undefined ? [] : [paths.join(', ')]),
    ...(notPaths === undefined ? [] : [`${paths === undefined ? 'any path ' : ''}but ${notPaths.join(', ')}`]),
  ].join(' ');
}

function tokenInWords(place: string, { token, claims }: TokenBox): string {
  const said = `${token === false ? 'without' : 'with'} a token in ${place}`;
  const has = amongEach('claim', claims);
  return has.length === 0 ? said : `${said} that has ${has.join(' and ')}`;
}

function protocolInWords(protocol: RequestBox['protocol'], isSaid: boolean): readonly string[] {
  switch (protocol) {
    case 'http':
      return isSaid ? [] : ['any HTTP request'];
    case 'tcp':
      return ['a TCP connection'];
    case undefined:
      return [];
  }
}

function amongEach(what: string, named: Readonly<Record<string, Among>> = {}): readonly string[] {
  return Object.entries(named).flatMap(([name, { values: some, notValues }]) =>
    some === undefined && notValues === undefined ? [`${what} ${name}`] : values(`${what} ${name}`, some, notValues),
  );
}

function values(what: string, some?: readonly string[], notSome?: readonly string[]): readonly string[] {
  return [
    ...(some === undefined ? [] : [`${what} ${some.join(', ')}`]),
    ...(notSome === undefined ? [] : [`not ${what} ${notSome.join(', ')}`]),
  ];
}
