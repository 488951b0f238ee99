import type { ServicePort } from '../../src/policy/model';
import { servicePortProtocol } from '../../src/policy/port-protocol';
import { writtenPort } from '../../src/policy/written-port';

const port = (name: string, appProtocol?: string, number = writtenPort(80)): ServicePort => ({
  name,
  port: number,
  targetPort: number,
  transport: 'TCP',
  ...(appProtocol === undefined ? {} : { appProtocol }),
});

describe('the protocol of a Service port', () => {
  test.each([
    ['http', 'http'],
    ['HTTP', 'http'],
    ['http-x', 'http'],
    ['grpc-web-x', 'http'],
    ['grpc', 'http'],
    ['http2-a', 'http'],
    ['https', 'tls'],
    ['tls-a', 'tls'],
    ['tcp-http', 'tcp'],
    ['redis', 'tcp'],
    ['mongo-a', 'tcp'],
    ['udp', 'tcp'],
    ['foo-http', 'auto'],
    ['httpx', 'auto'],
    ['misc', 'auto'],
    ['', 'auto'],
  ])('name `%s`: %s', (name, expected) => {
    expect(servicePortProtocol(port(name))).toBe(expected);
  });

  test.each([
    ['kubernetes.io/h2c', 'http'],
    ['kubernetes.io/wss', 'tls'],
    ['TCP', 'tcp'],
    ['other.io/x', 'auto'],
  ])('appProtocol `%s` wins over the name: %s', (appProtocol, expected) => {
    expect(servicePortProtocol(port('http', appProtocol))).toBe(expected);
  });

  test('where the server speaks first, nothing is sniffed', () => {
    expect(servicePortProtocol(port('db', undefined, writtenPort(3306)))).toBe('tcp');
  });
});
