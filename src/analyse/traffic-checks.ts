/** The checks on how calls travel and whether proxies see them, in the order of their codes. */
import type { Check } from './check-rule';
import { credentialAtSidecar } from './checks/credential-at-sidecar';
import { hostReadLiterally } from './checks/host-read-literally';
import { identityGivenUp } from './checks/identity-given-up';
import { portDropsTls } from './checks/port-drops-tls';
import { portOfNoService } from './checks/port-of-no-service';
import { ruleForUnknownHost } from './checks/rule-for-unknown-host';
import { ruleHidesMeshTls } from './checks/rule-hides-mesh-tls';
import { rulesOfOneHost } from './checks/rules-of-one-host';
import { subsetWithoutPods } from './checks/subset-without-pods';
import { tlsRefusedByStrict } from './checks/tls-refused-by-strict';
import { tlsWithoutMode } from './checks/tls-without-mode';
import { undefinedSubset } from './checks/undefined-subset';
import { unverifiedName } from './checks/unverified-name';
import { unverifiedServer } from './checks/unverified-server';

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
];
