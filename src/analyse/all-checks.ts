/** Every check there is, in the order of their codes. */
import type { Check } from './check-rule';
import { addressAtWaypoint } from './checks/address-at-waypoint';
import { aliasWidens } from './checks/alias-widens';
import { allowEveryone } from './checks/allow-everyone';
import { ambientPortModes } from './checks/ambient-port-modes';
import { anonymousRule } from './checks/anonymous-rule';
import { callerPastWaypoint } from './checks/caller-past-waypoint';
import { claimRouteWithoutToken } from './checks/claim-route-without-token';
import { claimWithoutIssuer } from './checks/claim-without-issuer';
import { classTarget } from './checks/class-target';
import { clientAddress } from './checks/client-address';
import { customLostAtZtunnel } from './checks/custom-lost-at-ztunnel';
import { defaultAccount } from './checks/default-account';
import { denyDodgedInPlaintext } from './checks/deny-dodged-in-plaintext';
import { denyEverything } from './checks/deny-everything';
import { denyLostAtZtunnel } from './checks/deny-lost-at-ztunnel';
import { denyWithoutEffect } from './checks/deny-without-effect';
import { denyOnTcpPort } from './checks/deny-on-tcp-port';
import { dodgeableDeny } from './checks/dodgeable-deny';
import { dryRunLookalike } from './checks/dry-run-lookalike';
import { emptySelectorInAmbient } from './checks/empty-selector-in-ambient';
import { exactPathWithSlash } from './checks/exact-path-with-slash';
import { foreignTrustAtGateway } from './checks/foreign-trust-at-gateway';
import { gatewayWithoutSelector } from './checks/gateway-without-selector';
import { httpRuleAtZtunnel } from './checks/http-rule-at-ztunnel';
import { httpRuleOnTcpPort } from './checks/http-rule-on-tcp-port';
import { identityWithoutMtls } from './checks/identity-without-mtls';
import { identityWithoutWorkload } from './checks/identity-without-workload';
import { impossibleTarget } from './checks/impossible-target';
import { istioOperator } from './checks/istio-operator';
import { keysFromAnywhere } from './checks/keys-from-anywhere';
import { literalPattern } from './checks/literal-pattern';
import { missingTarget } from './checks/missing-target';
import { mtlsOfOneScope } from './checks/mtls-of-one-scope';
import { mtlsOfOneWorkload } from './checks/mtls-of-one-workload';
import { mtlsNotTaken } from './checks/mtls-not-taken';
import { negatedIdentity } from './checks/negated-identity';
import { noDefaultDeny } from './checks/no-default-deny';
import { noObject } from './checks/no-object';
import { noStrictMesh } from './checks/no-strict-mesh';
import { nullAction } from './checks/null-action';
import { nullMtlsMode } from './checks/null-mtls-mode';
import { objectWrittenTwice } from './checks/object-written-twice';
import { oldVersion } from './checks/old-version';
import { oneTokenIsEnough } from './checks/one-token-is-enough';
import { openNamespacePattern } from './checks/open-namespace-pattern';
import { openPrincipalPattern } from './checks/open-principal-pattern';
import { openWorkload } from './checks/open-workload';
import { pathDodgedBySlash } from './checks/path-dodged-by-slash';
import { pathDodgedBySpelling } from './checks/path-dodged-by-spelling';
import { pathWithoutToken } from './checks/path-without-token';
import { pathsNotNormalised } from './checks/paths-not-normalised';
import { payloadOverHeader } from './checks/payload-over-header';
import { policyOutsideMesh } from './checks/policy-outside-mesh';
import { prefixWithinWord } from './checks/prefix-within-word';
import { presenceWithoutEffect } from './checks/presence-without-effect';
import { principalWithScheme } from './checks/principal-with-scheme';
import { quotedConditionKey } from './checks/quoted-condition-key';
import { refusedByCluster } from './checks/refused-by-cluster';
import { refusedByEnvoy } from './checks/refused-by-envoy';
import { rootMtlsWithSelector } from './checks/root-mtls-with-selector';
import { selectorOfEverything } from './checks/selector-of-everything';
import { selectorOnWaypoint } from './checks/selector-on-waypoint';
import { selectorWithoutWorkload } from './checks/selector-without-workload';
import { servicePort } from './checks/service-port';
import { sharedAccount } from './checks/shared-account';
import { sharedKeys } from './checks/shared-keys';
import { strictWithoutSender } from './checks/strict-without-sender';
import { targetWithoutWaypoint } from './checks/target-without-waypoint';
import { templateWithoutSlash } from './checks/template-without-slash';
import { tokenAtZtunnel } from './checks/token-at-ztunnel';
import { tokenForAnyAudience } from './checks/token-for-any-audience';
import { tokenNotRequired } from './checks/token-not-required';
import { trustDomainAtZtunnel } from './checks/trust-domain-at-ztunnel';
import { twoRulesOfOneIssuer } from './checks/two-rules-of-one-issuer';
import { uncapturedPort } from './checks/uncaptured-port';
import { uncheckedToken } from './checks/unchecked-token';
import { undefinedProvider } from './checks/undefined-provider';
import { unknownField } from './checks/unknown-field';
import { unknownNamespace } from './checks/unknown-namespace';
import { unknownTrustDomain } from './checks/unknown-trust-domain';
import { unsafeKeyAddress } from './checks/unsafe-key-address';
import { unseenTrial } from './checks/unseen-trial';
import { unservedHost } from './checks/unserved-host';
import { unusableKeySet } from './checks/unusable-key-set';
import { valueThatNeverMatches } from './checks/value-that-never-matches';
import { vanishedCondition } from './checks/vanished-condition';
import { warnedByCluster } from './checks/warned-by-cluster';
import { wayAroundWaypoint } from './checks/way-around-waypoint';
import { weakMtls } from './checks/weak-mtls';
import { ROUTING_CHECKS } from './routing-checks';
import { TRAFFIC_CHECKS } from './traffic-checks';

export const ALL_CHECKS: readonly Check[] = [
  refusedByCluster,
  warnedByCluster,
  unknownField,
  noObject,
  quotedConditionKey,
  exactPathWithSlash,
  denyEverything,
  allowEveryone,
  principalWithScheme,
  vanishedCondition,
  valueThatNeverMatches,
  templateWithoutSlash,
  refusedByEnvoy,
  dodgeableDeny,
  literalPattern,
  clientAddress,
  denyOnTcpPort,
  dryRunLookalike,
  nullAction,
  selectorOfEverything,
  identityWithoutWorkload,
  addressAtWaypoint,
  unknownNamespace,
  unknownTrustDomain,
  unservedHost,
  denyLostAtZtunnel,
  httpRuleAtZtunnel,
  selectorOnWaypoint,
  selectorWithoutWorkload,
  policyOutsideMesh,
  openWorkload,
  customLostAtZtunnel,
  unseenTrial,
  missingTarget,
  targetWithoutWaypoint,
  classTarget,
  impossibleTarget,
  noDefaultDeny,
  anonymousRule,
  wayAroundWaypoint,
  callerPastWaypoint,
  uncapturedPort,
  httpRuleOnTcpPort,
  defaultAccount,
  sharedAccount,
  openNamespacePattern,
  openPrincipalPattern,
  pathDodgedBySlash,
  pathDodgedBySpelling,
  prefixWithinWord,
  pathsNotNormalised,
  undefinedProvider,
  aliasWidens,
  trustDomainAtZtunnel,
  emptySelectorInAmbient,
  servicePort,
  foreignTrustAtGateway,
  negatedIdentity,
  denyDodgedInPlaintext,
  identityWithoutMtls,
  nullMtlsMode,
  mtlsOfOneScope,
  strictWithoutSender,
  mtlsNotTaken,
  mtlsOfOneWorkload,
  ambientPortModes,
  rootMtlsWithSelector,
  weakMtls,
  noStrictMesh,
  tokenNotRequired,
  tokenForAnyAudience,
  twoRulesOfOneIssuer,
  unusableKeySet,
  unsafeKeyAddress,
  payloadOverHeader,
  claimWithoutIssuer,
  pathWithoutToken,
  tokenAtZtunnel,
  claimRouteWithoutToken,
  oneTokenIsEnough,
  uncheckedToken,
  keysFromAnywhere,
  sharedKeys,
  presenceWithoutEffect,
  gatewayWithoutSelector,
  ...TRAFFIC_CHECKS,
  ...ROUTING_CHECKS,
  objectWrittenTwice,
  denyWithoutEffect,
  oldVersion,
  istioOperator,
];
