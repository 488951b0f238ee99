/** Changes that no case notices, for programs: `mutation` of `zero-trust test --mutate --format json`. */
import type { Change, MutationReport } from '../coverage/mutation-report';

/** The value, one line a change. */
export function mutationJson({ survivors, unclear, cases, counts }: MutationReport): string {
  const lines = {
    survivors: survivors.map(({ noticedBy, ...change }) => ({ ...changeOf(change), case: noticedBy })),
    undecided: unclear.map(({ because, ...change }) => ({ ...changeOf(change), because })),
    cases,
  };
  const lists = Object.entries(lines).map(([key, items]) => {
    const all = items.map((item) => `\n  ${JSON.stringify(item)}`);
    return `"${key}":[${all.join(',')}${all.length > 0 ? '\n' : ''}],\n`;
  });
  return `{${lists.join('')}"summary":${JSON.stringify(counts)}}`;
}

function changeOf({ mutation, kind, policy, field, change, place }: Change): object {
  const [namespace, name] = policy.split('/');
  return {
    mutation,
    change,
    object: { kind, namespace, name },
    field,
    ...(place === undefined ? {} : { location: place }),
  };
}
