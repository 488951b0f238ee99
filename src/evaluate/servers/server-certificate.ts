/** Can a gateway show a certificate? Without one its TLS fails, and the connection ends. */
import { isNamed } from '../../policy/metadata';
import type { Mesh, ObjectName } from '../../policy/model';
import type { Listener } from '../../policy/model-gateway';
import type { ObjectReference } from '../../policy/model-route';
import { GATEWAY_API } from '../../policy/read-route-parts';
import type { ApiGateway } from '../../policy/made-gateway';
import { isGranted } from './reference-grant';

/** Whether the Secret exists. They are seldom among manifests. */
export function isSecretThere({ traffic }: Mesh, secret: ObjectName): boolean {
  const { tlsSecrets, otherSecrets } = traffic;
  if (otherSecrets === undefined) return true;
  return [...tlsSecrets, ...otherSecrets].some(isNamed(secret));
}

/**
 * Why a listener has no certificate to show; one that is good is enough.
 * @see istio pilot/pkg/config/kube/gateway/conversion.go, `buildTLS`
 */
export function certificateProblem(
  mesh: Mesh,
  gateway: ApiGateway,
  { tls, certificates }: Listener,
): string | undefined {
  if (tls !== 'terminated') return undefined;
  const problems = certificates.map((certificate) => problemWith(mesh, gateway, certificate));
  return problems.every((problem) => problem !== undefined) ? problems[0] : undefined;
}

function problemWith(mesh: Mesh, { namespace }: ApiGateway, certificate: ObjectReference): string | undefined {
  const { group, kind } = certificate;
  const shown = `${certificate.namespace}/${certificate.name}`;
  if (kind !== 'Secret' || group !== '') return `${kind} \`${shown}\` is no Secret`;
  if (!isGranted(mesh, { group: GATEWAY_API, kind: 'Gateway', namespace }, certificate)) {
    return `no ReferenceGrant lets the Gateway use Secret \`${shown}\``;
  }
  if (isSecretThere(mesh, certificate)) return undefined;
  return `there is no Secret \`${shown}\` with the certificate`;
}
