/** What Istio's validating webhook says of an object: its annotations, then the check of its kind. */
import type { Findings } from './admission';
import { isTruthValue } from './go/numbers';
import { shown } from './json';
import { text, type Message } from './message';
import type { Metadata } from './metadata';
import { checkAuthorizationPolicy } from './webhook-authorization-policy';
import { checkPeerAuthentication } from './webhook-peer-authentication';
import { checkRequestAuthentication } from './webhook-request-authentication';

/** An object that the webhook could read. */
export interface Readable {
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Message;
}

const CHECKS: Readonly<Record<string, (object: Readable, findings: Findings) => void>> = {
  AuthorizationPolicy: ({ spec }, findings) => checkAuthorizationPolicy(spec, findings),
  RequestAuthentication: ({ spec }, findings) => checkRequestAuthentication(spec, findings),
  PeerAuthentication: ({ spec }, findings) => checkPeerAuthentication(spec, findings),
};

const DRY_RUN = 'istio.io/dry-run';
const INTERNAL = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parents',
  'internal.istio.io/parent-namespace',
];

/** @see istio pkg/webhooks/validation/server/server.go, `validate` */
export function askWebhook(object: Readable, findings: Findings): void {
  checkAnnotations(object, findings);
  CHECKS[object.kind]?.(object, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateMetadata`, `checkDryRunAnnotation` */
function checkAnnotations({ kind, metadata, spec }: Readable, findings: Findings): void {
  const place = (key: string) => `metadata.annotations.${key}`;
  for (const key of INTERNAL)
    if (Object.hasOwn(metadata.annotations, key))
      findings.reject(place(key), 'this annotation is for Istio itself; remove it');
  if (!Object.hasOwn(metadata.annotations, DRY_RUN)) return;
  const value = metadata.annotations[DRY_RUN] ?? '';
  if (kind !== 'AuthorizationPolicy')
    return findings.reject(place(DRY_RUN), 'only an AuthorizationPolicy can be tried without effect; remove it');
  if (!['', 'ALLOW', 'DENY'].includes(text(spec, 'action')))
    return findings.reject(place(DRY_RUN), 'only actions `ALLOW` and `DENY` can be tried without effect; remove it');
  if (!isTruthValue(value)) findings.reject(place(DRY_RUN), `${shown(value)} is neither \`true\` nor \`false\``);
}
