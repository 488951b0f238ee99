/** The checks on gateways, routes and what leaves the mesh, by code. */
import type { Check } from './check-rule';
import { addressOfNode } from './checks/address-of-node';
import { backendThatIsMissing } from './checks/backend-that-is-missing';
import { certificateOfSeveralGateways } from './checks/certificate-of-several-gateways';
import { entriesAtOdds } from './checks/entries-at-odds';
import { exportToUnknownNamespace } from './checks/export-to-unknown-namespace';
import { gatewayPassesEverybodyOn } from './checks/gateway-passes-everybody-on';
import { gatewayPortWithoutService } from './checks/gateway-port-without-service';
import { gatewayWithoutPods } from './checks/gateway-without-pods';
import { hostNotServed } from './checks/host-not-served';
import { hostWithoutRoute } from './checks/host-without-route';
import { missingGateway } from './checks/missing-gateway';
import { plaintextIngress } from './checks/plaintext-ingress';
import { referenceWithoutGrant } from './checks/reference-without-grant';
import { routeNeverReached } from './checks/route-never-reached';
import { routeOfEveryHost } from './checks/route-of-every-host';
import { routesOfOneHost } from './checks/routes-of-one-host';
import { routeThatNobodyTakes } from './checks/route-that-nobody-takes';
import { routeToNowhere } from './checks/route-to-nowhere';
import { serverThatLoses } from './checks/server-that-loses';
import { servicePastGateway } from './checks/service-past-gateway';
import { sidecarForNobody } from './checks/sidecar-for-nobody';
import { sidecarsOfOneWorkload } from './checks/sidecars-of-one-workload';
import { tcpEntryWithoutAddress } from './checks/tcp-entry-without-address';
import { unknownEgressHost } from './checks/unknown-egress-host';
import { unknownGatewayClass } from './checks/unknown-gateway-class';
import { wayAroundEgressGateway } from './checks/way-around-egress-gateway';

export const ROUTING_CHECKS: readonly Check[] = [
  routeToNowhere,
  backendThatIsMissing,
  referenceWithoutGrant,
  missingGateway,
  hostNotServed,
  routeThatNobodyTakes,
  routeNeverReached,
  routesOfOneHost,
  serverThatLoses,
  hostWithoutRoute,
  servicePastGateway,
  plaintextIngress,
  wayAroundEgressGateway,
  gatewayPassesEverybodyOn,
  gatewayWithoutPods,
  gatewayPortWithoutService,
  addressOfNode,
  sidecarsOfOneWorkload,
  sidecarForNobody,
  unknownEgressHost,
  entriesAtOdds,
  tcpEntryWithoutAddress,
  exportToUnknownNamespace,
  unknownGatewayClass,
  routeOfEveryHost,
  certificateOfSeveralGateways,
];
