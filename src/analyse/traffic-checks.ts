/** The checks on how calls travel, whether proxies see them, and how policies stand to each other, by code. */
import type { Check } from './check-rule';
import { allowUndoneByDeny } from './checks/allow-undone-by-deny';
import { callerShutOut } from './checks/caller-shut-out';
import { contradictoryRule } from './checks/contradictory-rule';
import { credentialAtSidecar } from './checks/credential-at-sidecar';
import { egressWithoutMode } from './checks/egress-without-mode';
import { forgeableClientAddress } from './checks/forgeable-client-address';
import { grantShutOut } from './checks/grant-shut-out';
import { hostReadLiterally } from './checks/host-read-literally';
import { identityGivenUp } from './checks/identity-given-up';
import { istiodShutOut } from './checks/istiod-shut-out';
import { misplacedPodSetting } from './checks/misplaced-pod-setting';
import { missingWaypoint } from './checks/missing-waypoint';
import { namespaceOutsideMesh } from './checks/namespace-outside-mesh';
import { podOutsideMesh } from './checks/pod-outside-mesh';
import { portDropsTls } from './checks/port-drops-tls';
import { portOfNoService } from './checks/port-of-no-service';
import { portWithoutProtocol } from './checks/port-without-protocol';
import { probeShutOut } from './checks/probe-shut-out';
import { protocolsAtOdds } from './checks/protocols-at-odds';
import { redundantRule } from './checks/redundant-rule';
import { ruleForUnknownHost } from './checks/rule-for-unknown-host';
import { ruleHiddenBySelector } from './checks/rule-hidden-by-selector';
import { ruleHidesMeshTls } from './checks/rule-hides-mesh-tls';
import { ruleWithoutProxy } from './checks/rule-without-proxy';
import { rulesOfOneHost } from './checks/rules-of-one-host';
import { serviceWithoutPods } from './checks/service-without-pods';
import { subsetWithoutPods } from './checks/subset-without-pods';
import { tlsRefusedByStrict } from './checks/tls-refused-by-strict';
import { tlsWithoutMode } from './checks/tls-without-mode';
import { tunnelShutOut } from './checks/tunnel-shut-out';
import { twoDataPlanes } from './checks/two-data-planes';
import { undefinedSubset } from './checks/undefined-subset';
import { unknownCaptureSetting } from './checks/unknown-capture-setting';
import { unknownLabelValue } from './checks/unknown-label-value';
import { unknownTargetPort } from './checks/unknown-target-port';
import { unverifiedName } from './checks/unverified-name';
import { unverifiedServer } from './checks/unverified-server';
import { userOfProxy } from './checks/user-of-proxy';
import { waypointOfAnother } from './checks/waypoint-of-another';

export const TRAFFIC_CHECKS: readonly Check[] = [
  rulesOfOneHost,
  ruleForUnknownHost,
  hostReadLiterally,
  subsetWithoutPods,
  undefinedSubset,
  ruleHidesMeshTls,
  tlsRefusedByStrict,
  unverifiedServer,
  unverifiedName,
  identityGivenUp,
  tlsWithoutMode,
  credentialAtSidecar,
  portDropsTls,
  portOfNoService,
  forgeableClientAddress,
  ruleHiddenBySelector,
  egressWithoutMode,
  ruleWithoutProxy,
  namespaceOutsideMesh,
  twoDataPlanes,
  unknownLabelValue,
  podOutsideMesh,
  userOfProxy,
  missingWaypoint,
  waypointOfAnother,
  portWithoutProtocol,
  unknownTargetPort,
  protocolsAtOdds,
  serviceWithoutPods,
  misplacedPodSetting,
  tunnelShutOut,
  istiodShutOut,
  grantShutOut,
  unknownCaptureSetting,
  callerShutOut,
  probeShutOut,
  contradictoryRule,
  redundantRule,
  allowUndoneByDeny,
];
