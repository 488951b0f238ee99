/** From a call as people type it to one with the full names of whom it means, or why that is not clear. */
import type { JsonObject } from '../policy/json-object';
import { withMadeGateways } from '../policy/made-gateway';
import { nameOf } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import {
  checkGatewayPort,
  checkServicePort,
  checkWorkloadPort,
  type Found,
  gatewayNamed,
  serviceNamed,
  workloadNamed,
} from './named-in-mesh';

/** The call, with names as `namespace/name`; or the problems, in sentences. */
export function withNames(
  call: JsonObject,
  given: Mesh,
): { readonly call: JsonObject } | { readonly problems: readonly string[] } {
  const mesh = withMadeGateways(given);
  const from = call.from as JsonObject;
  const to = call.to as JsonObject;
  const problems: string[] = [];
  const caller = typeof from.workload === 'string' ? workloadNamed(mesh, '--from', from.workload) : undefined;
  if (caller !== undefined && 'problem' in caller) problems.push(caller.problem);
  const called = namedTarget(to, mesh);
  if ('problem' in called) problems.push(called.problem);
  if (problems.length > 0 || 'problem' in called) return { problems };
  const named = caller !== undefined && 'found' in caller ? { ...from, workload: nameOf(caller.found) } : from;
  return { call: { ...call, from: named, to: { ...to, ...called.found } } };
}

function namedTarget({ workload, service, gateway, host, port }: JsonObject, mesh: Mesh): Found<JsonObject> {
  if (typeof host === 'string') return { found: { host } }; // one that nobody declares can be called, too
  const ifGiven = (problemWith: (number: number) => string | undefined): string | undefined =>
    port === undefined ? undefined : problemWith(Number(port));
  if (typeof gateway === 'string') {
    const named = gatewayNamed(mesh, '--to', gateway);
    return checked(named, 'gateway', (found) => ifGiven((number) => checkGatewayPort(found, number)));
  }
  if (typeof service === 'string') {
    const named = serviceNamed(mesh, '--to', service);
    return checked(named, 'service', (found) => ifGiven((number) => checkServicePort(found, number)));
  }
  const named = workloadNamed(mesh, '--to', String(workload));
  return checked(named, 'workload', (found) => ifGiven((number) => checkWorkloadPort(mesh, found, number)));
}

function checked<T extends ObjectName>(
  named: Found<T>,
  key: 'gateway' | 'service' | 'workload',
  problemWith: (found: T) => string | undefined,
): Found<JsonObject> {
  if ('problem' in named) return named;
  const problem = problemWith(named.found);
  return problem === undefined ? { found: { [key]: nameOf(named.found) } } : { problem };
}
