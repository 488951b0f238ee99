/** Which rule would match the calls of a region? Sets of requests are asked by rules. */
import type { AuthorizationPolicy } from '../../policy/model';
import { readRule } from '../../policy/read-rule';
import { type Rule, rulesOf } from '../../policy/rule';
import type { Wanted } from '../../reach/rule-comparison';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Policy } from '../mutant';
import { regionsOf } from '../touch/rule-regions';
import { partOf, type RulesThere, wantedIn } from './wanted';

/** A region, by its place in the rule, and that of the rule in the policy. */
export interface RegionPlace {
  readonly rule: number;
  readonly region: number;
}

/** The rules that stand for regions of a policy. */
export interface RegionParts {
  readonly all: readonly PlacedRule[];
  /** the calls of a region are among those of any of these; undefined: no rule tells which */
  readonly wantedAt: (place: RegionPlace, there: RulesThere) => readonly Wanted[] | undefined;
}

/** The parts of this policy. Whom NetworkPolicies admit is seen by trying callers. */
export function partsOf(one: Policy): RegionParts {
  switch (one.kind) {
    case 'AuthorizationPolicy': {
      const { policy } = one;
      const parts = rulesOf(policy.rules).map((rule) => {
        const { taken, kept } = regionsOf(policy, rule);
        return [...taken, ...kept].map((region) => ({ region, part: partOf(policy, rule, region) }));
      });
      return {
        all: parts.flat().map(({ part }) => part),
        wantedAt(place, there) {
          const found = parts[place.rule]?.[place.region];
          return found && wantedIn(found.region, found.part, there);
        },
      };
    }
    case 'RequestAuthentication': {
      const accepted = one.policy.jwtRules.map(({ issuer = '*' }) =>
        placed(readRule({ when: [{ key: 'request.auth.claims[iss]', values: [issuer] }] }, 0, '')),
      );
      return {
        all: accepted,
        wantedAt({ rule, region }) {
          const part = accepted[rule];
          return region > 0 || part === undefined ? undefined : [{ matches: [part] }];
        },
      };
    }
    case 'PeerAuthentication': {
      const byMtls = (['notPrincipals', 'principals'] as const).map((field) =>
        placed(readRule({ from: [{ source: { [field]: ['*'] } }] }, 0, '')),
      );
      return { all: byMtls, wantedAt: ({ region }) => byMtls[region] && [{ matches: [byMtls[region]] }] };
    }
    case 'NetworkPolicy':
      return { all: [], wantedAt: () => [{ matches: [] }] };
  }
}

/** A rule that is of no policy, and matches what an ALLOW rule would. */
export function placed(rule: Rule): PlacedRule {
  return { policy: NO_POLICY, rule };
}

const NO_POLICY: AuthorizationPolicy = {
  namespace: '',
  name: '',
  labels: {},
  annotations: {},
  attachment: { kind: 'everything' },
  action: { kind: 'ALLOW' },
  rules: { kind: 'never' },
  dryRun: false,
};
