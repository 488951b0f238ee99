/** Does a label selector select an object whose labels are all known? */
import type { LabelRequirement, LabelSelector } from './label-selector';
import type { Labels } from './metadata';

/** Whether every requirement holds. */
export function isSelected({ requirements }: LabelSelector, labels: Labels): boolean {
  return requirements.every((requirement) => meets(labels, requirement));
}

/** @see kubernetes apimachinery pkg/labels/selector.go, `Matches`: NotIn holds, too, where the key is absent */
function meets(labels: Labels, requirement: LabelRequirement): boolean {
  const value = labels[requirement.key];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
