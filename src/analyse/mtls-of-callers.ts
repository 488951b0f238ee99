/** Which TLS do DestinationRules make callers send, and to which hosts? */
import type { Manifest } from '../policy/manifest';
import { type Estate, namespaceOf, specOf } from './estate';
import { asRecord } from './raw-field';

export interface TlsRule {
  readonly manifest: Manifest;
  readonly mode: string;
  readonly host: string;
  /** the namespace whose Services the host means; `all` for a pattern over all of them, `other` for hosts outside */
  readonly namespaces: string;
  /** the one Service, when the host is one */
  readonly service: string | undefined;
}

/** The DestinationRules with a mode of TLS for all ports. */
export function tlsRules(estate: Estate): readonly TlsRule[] {
  return estate.of('DestinationRule').flatMap((manifest): readonly TlsRule[] => {
    const { host, trafficPolicy } = specOf(manifest);
    const { mode } = asRecord(asRecord(trafficPolicy).tls);
    return typeof host === 'string' && typeof mode === 'string'
      ? [{ manifest, mode, host, ...meaningOf(host, namespaceOf(manifest)) }]
      : [];
  });
}

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/: a short name is of the rule's namespace */
function meaningOf(host: string, namespace: string): Pick<TlsRule, 'namespaces' | 'service'> {
  if (/^\*(\.local|\.cluster\.local|\.svc\.cluster\.local)?$/.test(host))
    return { namespaces: 'all', service: undefined };
  const [, name = '', space = ''] = /^([^.]+)\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(host) ?? [];
  const isService = host.includes('.svc') || /^[^.]+\.[^.]+$/.test(host);
  if (name !== '' && isService) return { namespaces: space, service: name === '*' ? undefined : name };
  return host.includes('.') ? { namespaces: 'other', service: undefined } : { namespaces: namespace, service: host };
}
