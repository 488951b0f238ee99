/** What is known of a gateway, read once from what a constructor was given. */
import { checkTrustDomain } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { portProblemsOf } from './field-values';
import {
  type FieldChecks,
  fieldProblems,
  isFlag,
  isText,
  isTextMap,
  judgedElsewhere,
  optional,
  required,
} from './given-shape';
import type { ExistingListeners } from './ingress-gateway-api';
import type {
  ExistingIngressGatewayProps,
  ExistingIstioIngressGatewayProps,
  IngressGatewayProps,
  IstioIngressGatewayProps,
} from './ingress-gateway-props';
import { MeshGateway } from './mesh-gateway';
import { isNamespace } from './zero-trust-namespace';

/** Which API tells the gateway its routes, and what only that API needs. @internal */
export type GatewayKind =
  | { readonly kind: 'owned' }
  | { readonly kind: 'existing'; readonly listeners: ExistingListeners }
  | { readonly kind: 'istio'; readonly labels: { readonly [key: string]: string } }
  /** `home` is the namespace of the Gateway itself, and not of its pods */
  | { readonly kind: 'existing-istio'; readonly home: string };

/** @internal */
export interface KnownGateway {
  readonly name: string;
  /** of its pods */
  readonly namespace: string;
  readonly policyName: string;
  readonly serviceAccount: string;
  readonly trustDomain: string;
  /** the labels that its pods share */
  readonly labels: { readonly [key: string]: string };
  /** as a policy selects it */
  readonly pods: MeshGateway;
  readonly api: GatewayKind;
  readonly isOpen: boolean;
  readonly httpPorts?: number[];
  /** INVARIANT: nothing is written for a gateway with a problem; the message stops the synth. */
  readonly problems: readonly string[];
}

/** One that Istio deploys. Its class adds `-istio` to its name, for a Service that is a DNS label. @internal */
export function ownGateway(id: string, props: IngressGatewayProps): KnownGateway {
  const misshapen = fieldProblems('an ingress gateway', props, FIELDS);
  if (misshapen.length > 0) return unknownGateway(id, misshapen);
  const { name = id, namespace } = props;
  const { namespaceName, trustDomain } = namespace;
  return {
    ...known(name, namespaceName, `${name}-istio`, trustDomain, MeshGateway.gatewayApi(name, namespaceName)),
    api: { kind: 'owned' },
    httpPorts: [80, 443], // its listeners' own
    problems: [
      checkDnsLabel('gateway', name) ??
        (name.length > 57
          ? `gateway \`${name}\` has ${name.length} characters, and Istio adds \`-istio\` for a Service, which may have 63; use at most 57`
          : undefined),
    ].filter((problem) => problem !== undefined),
  };
}

/** One that is installed already. @internal */
export function istioGateway(id: string, props: IstioIngressGatewayProps): KnownGateway {
  const misshapen = fieldProblems('an ingress gateway', props, ISTIO_FIELDS);
  if (misshapen.length > 0) return unknownGateway(id, misshapen);
  const { name = id, namespace, serviceAccount, trustDomain = DEFAULT_TRUST_DOMAIN, httpPorts, isOpen = false } = props;
  const { labels = { istio: 'ingressgateway' } } = props;
  const pods = MeshGateway.istio(name, { namespace, labels });
  return {
    ...known(name, namespace, serviceAccount, trustDomain, pods),
    labels,
    api: { kind: 'istio', labels },
    isOpen,
    ...(httpPorts === undefined ? {} : { httpPorts }),
    problems: [
      ...pods._problems(),
      checkDnsSubdomain('service account', serviceAccount),
      checkTrustDomain(trustDomain),
      ...portProblemsOf('httpPorts', httpPorts),
    ].filter((problem) => problem !== undefined),
  };
}

/** The same, of which somebody else writes the Gateway, too. @internal */
export function existingIstioGateway(id: string, props: ExistingIstioIngressGatewayProps): KnownGateway {
  const misshapen = fieldProblems('an existing gateway', props, EXISTING_ISTIO_FIELDS);
  if (misshapen.length > 0) return unknownGateway(id, misshapen);
  const { name, namespace: home, podNamespace = home, policyName = name, ...others } = props;
  const gateway = istioGateway(id, { ...others, name, namespace: podNamespace });
  return {
    ...gateway,
    policyName,
    api: { kind: 'existing-istio', home },
    problems: [
      ...gateway.problems,
      checkDnsLabel('namespace', home),
      checkDnsSubdomain('policy name', policyName),
    ].filter((problem) => problem !== undefined),
  };
}

/** One that somebody else writes. @internal */
export function existingGateway(id: string, props: ExistingIngressGatewayProps): KnownGateway {
  const misshapen = fieldProblems('an existing gateway', props, EXISTING_FIELDS);
  if (misshapen.length > 0) return unknownGateway(id, misshapen);
  const { name, namespace, listener, redirectListener, httpPorts, isOpen = false, policyName = name } = props;
  const { serviceAccount = `${name}-istio`, trustDomain = DEFAULT_TRUST_DOMAIN } = props;
  const pods = MeshGateway.gatewayApi(name, namespace);
  return {
    ...known(name, namespace, serviceAccount, trustDomain, pods),
    policyName,
    api: {
      kind: 'existing',
      listeners: { listener, ...(redirectListener === undefined ? {} : { redirectListener }) },
    },
    isOpen,
    ...(httpPorts === undefined ? {} : { httpPorts }),
    problems: [
      ...pods._problems(),
      checkDnsSubdomain('listener', listener),
      redirectListener === undefined ? undefined : checkDnsSubdomain('listener', redirectListener),
      redirectListener === listener
        ? `\`redirectListener\` is \`${listener}\`, to which the routes attach; name the one for plain HTTP, or leave it out`
        : undefined,
      checkDnsSubdomain('service account', serviceAccount),
      checkDnsSubdomain('policy name', policyName),
      checkTrustDomain(trustDomain),
      ...portProblemsOf('httpPorts', httpPorts),
    ].filter((problem) => problem !== undefined),
  };
}

function known(
  name: string,
  namespace: string,
  serviceAccount: string,
  trustDomain: string,
  pods: MeshGateway,
): Omit<KnownGateway, 'api' | 'problems'> {
  // istiod labels what it deploys for a Gateway, and finds the pods of a targetRef by this label
  const labels = { 'gateway.networking.k8s.io/gateway-name': name };
  return { name, namespace, policyName: name, serviceAccount, trustDomain, labels, pods, isOpen: false };
}

function unknownGateway(id: string, problems: string[]): KnownGateway {
  const pods = MeshGateway.gatewayApi(id, 'unknown');
  return { ...known(id, 'unknown', id, DEFAULT_TRUST_DOMAIN, pods), api: { kind: 'owned' }, problems };
}

const text = optional(isText, 'a text');
const flag = optional(isFlag, '`true` or `false`');

const FIELDS: FieldChecks<IngressGatewayProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  name: text,
};
const ISTIO_FIELDS: FieldChecks<IstioIngressGatewayProps> = {
  namespace: required(isText, 'the name of a namespace'),
  serviceAccount: required(isText, 'the name of a service account'),
  labels: optional(isTextMap, "texts by key, such as `{ istio: 'ingressgateway' }`"),
  name: text,
  trustDomain: text,
  httpPorts: judgedElsewhere,
  isOpen: flag,
};
const EXISTING_ISTIO_FIELDS: FieldChecks<ExistingIstioIngressGatewayProps> = {
  name: required(isText, 'the name of a `Gateway`'),
  namespace: required(isText, 'the name of a namespace'),
  serviceAccount: required(isText, 'the name of a service account'),
  podNamespace: text,
  labels: optional(isTextMap, "texts by key, such as `{ istio: 'ingressgateway' }`"),
  trustDomain: text,
  policyName: text,
  httpPorts: judgedElsewhere,
  isOpen: flag,
};
const EXISTING_FIELDS: FieldChecks<ExistingIngressGatewayProps> = {
  name: required(isText, 'the name of a `Gateway`'),
  namespace: required(isText, 'the name of a namespace'),
  listener: required(isText, 'the name of a listener'),
  redirectListener: text,
  serviceAccount: text,
  trustDomain: text,
  policyName: text,
  httpPorts: judgedElsewhere,
  isOpen: flag,
};
