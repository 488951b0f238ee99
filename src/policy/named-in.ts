/** Which objects of a kind have this name? Looked up, as a mesh has thousands. */
import { groupBy } from './group-by';
import { nameOf, type ObjectName } from './metadata';
import { once } from './remember';

/** The objects of a name, which are arranged when somebody asks first. */
export function namedIn<T extends ObjectName>(objects: readonly T[]): (name: ObjectName) => readonly T[] {
  const arranged = once(() => groupBy(objects, nameOf));
  return (name) => arranged().get(nameOf(name)) ?? [];
}
