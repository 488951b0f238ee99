/** The checks on how calls travel and whether proxies see them, in the order of their codes. */
import type { Check } from './check-rule';
import { credentialAtSidecar } from './checks/credential-at-sidecar';
import { hostReadLiterally } from './checks/host-read-literally';
import { identityGivenUp } from './checks/identity-given-up';
import { misplacedPodSetting } from './checks/misplaced-pod-setting';
import { missingWaypoint } from './checks/missing-waypoint';
import { namespaceOutsideMesh } from './checks/namespace-outside-mesh';
import { podOutsideMesh } from './checks/pod-outside-mesh';
import { portDropsTls } from './checks/port-drops-tls';
import { portOfNoService } from './checks/port-of-no-service';
import { portWithoutProtocol } from './checks/port-without-protocol';
import { protocolsAtOdds } from './checks/protocols-at-odds';
import { ruleForUnknownHost } from './checks/rule-for-unknown-host';
import { ruleHidesMeshTls } from './checks/rule-hides-mesh-tls';
import { rulesOfOneHost } from './checks/rules-of-one-host';
import { serviceWithoutPods } from './checks/service-without-pods';
import { subsetWithoutPods } from './checks/subset-without-pods';
import { tlsRefusedByStrict } from './checks/tls-refused-by-strict';
import { tlsWithoutMode } from './checks/tls-without-mode';
import { twoDataPlanes } from './checks/two-data-planes';
import { undefinedSubset } from './checks/undefined-subset';
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
];
