/** Does a Gateway lack a selector, so that every gateway workload serves it? */
import { checkEach } from '../check-rule';
import { specOf } from '../estate';
import { asRecord } from '../raw-field';

export const gatewayWithoutSelector = checkEach('ZT401', 'Gateway', function* (gateway) {
  const { selector } = specOf(gateway);
  if (Object.keys(asRecord(selector)).length > 0) return;
  yield {
    path: ['spec', 'selector'],
    message:
      'without `selector` every gateway workload of the mesh opens these ports; select one, such as `istio: ingressgateway`',
  };
});
