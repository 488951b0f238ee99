/** Whether what an identity is made of is of the right kinds. */
import { hasMembers, isFlag, isText, shapeOf, shapeOfList, shapeOfOptional, unknownFields } from './given-shape';
import { isNamespace } from './zero-trust-namespace';

/** What is wrong with the kinds of the props of an identity that this app owns. */
export function identityShape(props: {
  readonly namespace?: unknown;
  readonly name?: unknown;
  readonly ports?: unknown;
  readonly alsoAccept?: unknown;
  readonly allowSharing?: unknown;
}): string[] {
  const fields = ['namespace', 'name', 'ports', 'alsoAccept', 'allowSharing'];
  const unknown = unknownFields('a service identity', props, fields);
  if (unknown.length > 0) return unknown;
  return [
    ...shapeOf('namespace', props.namespace, isNamespace, 'a `ZeroTrustNamespace`'),
    ...shapeOfOptional('name', props.name, isText, 'a text'),
    ...optionsShape(props),
  ];
}

/** The same for what is known of any identity. */
export function optionsShape({
  ports,
  alsoAccept,
  allowSharing,
}: {
  readonly ports?: unknown;
  readonly alsoAccept?: unknown;
  readonly allowSharing?: unknown;
}): string[] {
  return [
    ...shapeOfList('ports', ports, isWorkloadPort, 'a `WorkloadPort`, such as `WorkloadPort.http(8080)`'),
    ...shapeOfList('alsoAccept', alsoAccept, isText, 'a principal'),
    ...shapeOfOptional('allowSharing', allowSharing, isFlag, '`true` or `false`'),
  ];
}

function isWorkloadPort(value: unknown): boolean {
  return hasMembers(value, 'port', 'isHttp');
}
