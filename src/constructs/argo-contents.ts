/** Which objects would Argo CD write, if it took what these constructs synthesize? */
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { steersArgo, type PermittedObject } from '../argo/permissions';

/**
 * The objects below the constructs. Charts that only steer Argo CD are left out: they are for whoever administers it,
 * and a whole app may be given. One that holds both becomes one file, of which the judge of permissions tells.
 * @internal
 */
export function objectsBelow(contents: readonly Construct[]): PermittedObject[] {
  const objects = new Set(contents.flatMap((construct) => construct.node.findAll().filter(ApiObject.isApiObject)));
  const delivered = new Set([...objects].filter((object) => !steersArgo(object)).map((object) => Chart.of(object)));
  return [...objects]
    .filter((object) => delivered.has(Chart.of(object)))
    .map((object) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.name,
      place: `\`${object.node.path}\``,
    }));
}
