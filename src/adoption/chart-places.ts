/** In which chart does a construct stand, and by which id? There is one chart a namespace. */
import { compareText } from '../policy/object-order';
import type { PolicyObject } from './policy-object';
import type { variableNames } from './variable-names';

/** A place that nothing else takes. */
export interface Place {
  /** the variable of the chart */
  readonly chart: string;
  readonly id: string;
}

/** The charts of a program. */
export interface ChartPlaces {
  /** the variable of each chart, by the namespace, in order */
  readonly variables: ReadonlyMap<string, string>;
  /** a place in the chart of this namespace, by the first of these ids that is free there, or by a numbered one */
  readonly take: (namespace: string, ...wishes: readonly [string, ...string[]]) => Place;
}

/** Charts for the namespaces of these policies. */
export function chartPlaces(
  policies: readonly PolicyObject[],
  variable: ReturnType<typeof variableNames>,
): ChartPlaces {
  const namespaces = [...new Set(policies.map(({ namespace }) => namespace))].sort(compareText);
  const variables = new Map(namespaces.map((namespace) => [namespace, variable(`${namespace}-chart`)]));
  const taken = new Set<string>();
  return {
    variables,
    take: (namespace, ...wishes) => {
      const chart = variables.get(namespace);
      if (chart === undefined) throw new TypeError(`there is no chart for namespace \`${namespace}\``);
      const isFree = (id: string) => !taken.has(`${namespace}/${id}`);
      let id = wishes.find(isFree);
      for (let number = 2; id === undefined; number++) id = [`${wishes[0]}-${number}`].find(isFree);
      taken.add(`${namespace}/${id}`);
      return { chart, id };
    },
  };
}
