/** Does the mesh hold what an invariant names, and can there be such calls? Else it would hold for the wrong reason. */
import type { FieldPath } from '../policy/field-path';
import { withMadeGateways } from '../policy/made-gateway';
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { nearWord } from '../policy/near-word';
import { portsListenedOn } from '../policy/port-protocol';
import { isGateway } from '../policy/proxy-labels';
import type { Mistake } from '../policy/shape';
import type { Called, Callers, Invariant } from '../reach/invariant';
import { unknownNamesIn } from './known-names';
import { impossibleCallers, impossibleRequests } from './meant-requests';

/** An invariant, as far as it names anything. */
type Nameable = Exclude<Invariant, { readonly kind: 'equivalent' }> | { readonly kind: 'equivalent' };

/** What an invariant must not say in this mesh; the paths begin at the invariant. */
export function wrongIn(invariant: Nameable, mesh: Mesh): readonly Mistake[] {
  return [...unknownIn(invariant, mesh), ...impossibleIn(invariant, mesh)];
}

/** Requests and callers that there cannot be, whatever the manifests hold. */
function impossibleIn(invariant: Nameable, { settings }: Mesh): readonly Mistake[] {
  const within = (mistakes: readonly Mistake[]): readonly Mistake[] =>
    mistakes.map(({ path, message }) => ({ path: ['requests', ...path], message }));
  switch (invariant.kind) {
    case 'onlyCallers':
      return [
        ...within(impossibleRequests(invariant.requests, settings)),
        ...invariant.callers.flatMap((one, index) => impossibleCallers(one, settings, ['callers', index])),
      ];
    case 'needsToken':
    case 'noOpenWorkload':
      return within(impossibleRequests(invariant.requests, settings));
    case 'neverReaches':
      return [
        ...impossibleCallers(invariant.from, settings, ['from']),
        ...within(impossibleRequests(invariant.requests, settings)),
      ];
    case 'noPlaintext':
    case 'mustAllow':
    case 'equivalent':
      return [];
  }
}

/** Names that the mesh does not hold. */
function unknownIn(invariant: Nameable, given: Mesh): readonly Mistake[] {
  const mesh = withMadeGateways(given);
  switch (invariant.kind) {
    case 'onlyCallers':
      return [
        ...unknown(mesh, invariant.to, ['to']),
        ...invariant.callers.flatMap((one, index) => unknown(mesh, one, ['callers', index])),
      ];
    case 'needsToken':
      return unknown(mesh, invariant.to, ['to']);
    case 'noPlaintext':
    case 'noOpenWorkload':
      return [
        ...unknown(mesh, invariant.to ?? {}, ['to']),
        ...(invariant.except ?? []).flatMap((one, index) => unknown(mesh, one, ['except', index])),
      ];
    case 'neverReaches':
      // a namespace that has no workloads yet may be the very one that is kept out
      return [
        ...unknown(mesh, invariant.from.namespace === undefined ? invariant.from : {}, ['from']),
        ...unknown(mesh, invariant.to, ['to']),
      ];
    case 'mustAllow': {
      const unknownOf = unknownNamesIn(mesh);
      return invariant.calls.flatMap((call, index) =>
        unknownOf(call).map(({ path, message }) => ({ path: ['calls', index, ...path], message })),
      );
    }
    case 'equivalent':
      return [];
  }
}

function unknown(mesh: Mesh, named: Called | Callers, path: FieldPath): readonly Mistake[] {
  const { workload, namespace } = named;
  const workloads = [...new Set(mesh.workloads.map(nameOf))];
  const namespaces = [...new Set(mesh.workloads.map((one) => one.namespace))];
  return [
    ...notAmong('workload', workload, workloads, [...path, 'workload']),
    ...notAmong('namespace', namespace, namespaces, [...path, 'namespace']),
    ...('port' in named ? unheard(mesh, named, path) : []),
  ];
}

/** A port by which nothing that is called listens; where a gateway does, its servers tell. */
function unheard(mesh: Mesh, { workload, namespace, port }: Called, path: FieldPath): readonly Mistake[] {
  const called = mesh.workloads.filter(
    (one) => (workload ?? nameOf(one)) === nameOf(one) && (namespace ?? one.namespace) === one.namespace,
  );
  const ports = [...new Set(called.flatMap((one) => portsListenedOn(mesh, one)))].sort((a, b) => a - b);
  if (port === undefined || called.length === 0 || ports.includes(port) || called.some(isGateway)) return [];
  const has = ports.length === 0 ? 'none is known' : `there are ${ports.map((one) => `\`${one}\``).join(', ')}`;
  return [{ path: [...path, 'port'], message: `is \`${port}\`: nothing listens by this port of its own; ${has}` }];
}

function notAmong(
  what: string,
  name: string | undefined,
  known: readonly string[],
  path: FieldPath,
): readonly Mistake[] {
  if (name === undefined || known.includes(name)) return [];
  const meant = nearWord(name, known);
  const missing =
    what === 'workload'
      ? 'no workload of this name is among the manifests'
      : 'no workload of this namespace is among the manifests';
  return [{ path, message: `is \`${name}\`: ${missing}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}` }];
}
