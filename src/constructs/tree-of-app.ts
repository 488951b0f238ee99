/** Was something added to the app, or removed, since it was judged? */
import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { hasMembers } from './given-shape';

/** A construct, and what was below it when the app was judged. @internal */
export interface Family {
  readonly construct: IConstruct;
  readonly children: readonly IConstruct[];
}

/**
 * The part of the tree where something is added or removed. Objects of others without children are left out, as a walk
 * of all of them once a chart would be the slowest part of the synth: until the next `App.synth`, the first child of
 * such an object is noticed only when something else changes, too. @internal
 */
export function familiesOf(constructs: readonly IConstruct[]): Family[] {
  return constructs
    .map((construct) => ({ construct, children: construct.node.children }))
    .filter(
      ({ construct, children }) => children.length > 0 || !ApiObject.isApiObject(construct) || isIdentity(construct),
    );
}

function isIdentity(construct: IConstruct): boolean {
  return hasMembers(construct, '_target');
}

/** Also tells one removed and another added, which a count would not. @internal */
export function isUnchanged(tree: readonly Family[]): boolean {
  for (const { construct, children } of tree) {
    const now = construct.node.children;
    if (now.length !== children.length) return false;
    for (let index = 0; index < now.length; index += 1) if (now[index] !== children[index]) return false;
  }
  return true;
}
