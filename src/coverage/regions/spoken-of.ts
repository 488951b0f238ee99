/** Of which calls does an invariant speak? Those of which it says that they are refused, or allowed. */
import type { WrittenInvariant } from '../../cases/invariant-file';
import { principalOf } from '../../istio/identity';
import type { JsonObject } from '../../policy/json-object';
import { nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import { readRule } from '../../policy/read-rule';
import type { Request } from '../../policy/request';
import type { Rule } from '../../policy/rule';
import type { Called, Callers } from '../../reach/invariant';
import type { Requests } from '../../reach/space/request-box';
import { meshNames } from '../mesh-names';

/** The calls of an invariant. */
export type SpokenOf =
  | { readonly kind: 'calls'; readonly calls: readonly Request[] }
  | {
      readonly kind: 'rule';
      readonly isAt: (workload: string) => boolean;
      /** a rule that matches such calls, and no others */
      readonly rule: Rule;
    };

/** The calls of this invariant; undefined: those of the internet, which sets tell of gateways only. */
export function spokenOf(invariant: WrittenInvariant, mesh: Mesh): SpokenOf | undefined {
  switch (invariant.kind) {
    case 'mustAllow':
      return { kind: 'calls', calls: invariant.calls };
    case 'equivalent':
      return matching({}, {});
    case 'noPlaintext':
      return matching(invariant.to, { except: invariant.except, source: NOBODY_KNOWN });
    case 'noOpenWorkload':
      return matching(invariant.to, { ...invariant, source: { notPrincipals: meshNames(mesh).principal } });
    case 'needsToken': {
      const key = 'request.auth.claims[iss]';
      return matching(invariant.to, { ...invariant, when: [{ key, notValues: [invariant.issuer ?? '*'] }] });
    }
    case 'onlyCallers': {
      const named = invariant.callers.map((one) => sourceOf(one, mesh) ?? {});
      const of = (field: 'principals' | 'namespaces') => named.flatMap((one) => one[field] ?? []);
      const isPlaintextMeant = invariant.callers.some(({ plaintext }) => plaintext === true);
      return matching(invariant.to, {
        ...invariant,
        source: {
          ...(isPlaintextMeant ? { principals: ['*'] } : {}),
          ...filled('notPrincipals', of('principals')),
          ...filled('notNamespaces', of('namespaces')),
        },
      });
    }
    case 'neverReaches': {
      const source = sourceOf(invariant.from, mesh);
      return source === undefined ? undefined : matching(invariant.to, { ...invariant, source });
    }
  }
}

interface Source {
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces?: readonly string[];
}

const NOBODY_KNOWN: Source = { notPrincipals: ['*'] };

function sourceOf({ workload, namespace, identity, plaintext, internet }: Callers, mesh: Mesh): Source | undefined {
  if (internet === true) return undefined;
  if (plaintext === true) return NOBODY_KNOWN;
  if (namespace !== undefined) return { namespaces: [namespace] };
  if (identity !== undefined) return { principals: [identity] };
  const own = mesh.workloads.filter((one) => nameOf(one) === workload);
  const { trustDomain } = mesh.settings;
  return { principals: own.map((one) => principalOf(trustDomain, one.namespace, one.serviceAccount)) };
}

interface Spoken {
  readonly source?: Source;
  readonly requests?: Requests;
  readonly when?: readonly JsonObject[];
  readonly except?: readonly Called[] | undefined;
}

function matching(to: Called | undefined, { source = {}, requests, when = [], except = [] }: Spoken): SpokenOf {
  const ports = to?.port === undefined ? {} : { ports: [String(to.port)] };
  const operation = { ...requests, ...ports };
  const written = {
    ...(Object.keys(source).length === 0 ? {} : { from: [{ source }] }),
    ...(Object.keys(operation).length === 0 ? {} : { to: [{ operation }] }),
    ...(when.length === 0 ? {} : { when }),
  };
  return {
    kind: 'rule',
    rule: readRule(written, 0, ''),
    // where one port is an exception, the others are spoken of, too, and do not count
    isAt: (name) => isOf(to ?? {}, name) && !except.some((one) => isOf(one, name)),
  };
}

function isOf({ workload, namespace }: Called, name: string): boolean {
  return (workload ?? name) === name && (namespace === undefined || name.startsWith(`${namespace}/`));
}

function filled(key: keyof Source, values: readonly string[]): Source {
  return values.length === 0 ? {} : { [key]: values };
}
