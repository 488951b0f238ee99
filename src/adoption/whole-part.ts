/** How do constructs say what holds for a whole namespace or mesh, and who is who in it? */
import type { ObjectName } from '../policy/metadata';
import type { Place } from './chart-places';
import type { ImportPart } from './import-part';
import type { ImportedTarget } from './imported-target';
import type { PolicyObject } from './policy-object';
import { call, create, type Expression, list, literal, named, object, type Statement } from './program';

/** mTLS and default deny for a namespace. */
export function partOfNamespace(
  policies: readonly PolicyObject[],
  variable: string,
  { chart, id }: Place,
  isAmbient: boolean,
): ImportPart {
  const [{ namespace }] = policies as [PolicyObject];
  const options = isAmbient ? [object({ dataPlane: call('DataPlane', 'ambient') })] : [];
  const value = call('ZeroTrustNamespace', 'fromName', named(chart), literal(id), literal(namespace), ...options);
  return { policies, namespace, statements: [{ kind: 'declare', name: variable, value }] };
}

/** mTLS, and perhaps default deny, for the whole mesh. */
export function partOfMesh(policies: readonly PolicyObject[], { chart, id }: Place, root: string): ImportPart {
  const [{ namespace }] = policies as [PolicyObject];
  const props: Readonly<Record<string, Expression | undefined>> = {
    rootNamespace: root === 'istio-system' ? undefined : literal(root),
    defaultDeny: policies.length > 1 ? undefined : literal(false),
    accessLogs: literal(false),
  };
  const value = create('MeshBaseline', named(chart), literal(id), object(props));
  return { policies, namespace, statements: [{ kind: 'do', value }] };
}

/** The identity of a target, or of somebody who calls one. */
export function identityStatement(
  variable: string,
  { chart, id }: Place,
  { namespace, name }: ObjectName,
  target?: ImportedTarget,
): Statement {
  const ports = target?.ports ?? [];
  const props = object({
    namespace: literal(namespace),
    name: literal(name),
    ports:
      ports.length === 0
        ? undefined
        : list(ports.map(({ port, isHttp }) => call('WorkloadPort', isHttp ? 'http' : 'tcp', literal(port)))),
    allowSharing: target?.isShared === true ? literal(true) : undefined,
  });
  const value = call('ServiceIdentity', 'fromServiceAccount', named(chart), literal(id), props);
  return { kind: 'declare', name: variable, value };
}
