import { Testing } from 'cdk8s';
import { version as cdk8sVersion } from 'cdk8s/package.json';
import { Deployment } from 'cdk8s-plus-28';
import { ServiceIdentity, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import { Construct } from 'constructs';
import { version as constructsVersion } from 'constructs/package.json';

/** Run by jest.lowest-peers.config.js only: the other tests there mean something because these pass. */
describe('the lowest peers', () => {
  it('are the ones that the tests run with', () => {
    expect({ cdk8sVersion, constructsVersion }).toEqual({ cdk8sVersion: '2.68.12', constructsVersion: '10.3.0' });
  });

  it('are the ones that this package and cdk8s-plus-28 build on', () => {
    const chart = Testing.chart();
    const shop = new ZeroTrustNamespace(chart, 'shop');
    expect(shop).toBeInstanceOf(Construct);
    expect(new ServiceIdentity(chart, 'orders', { namespace: shop })).toBeInstanceOf(Construct);
    expect(new Deployment(chart, 'orders-app', { containers: [{ image: 'orders' }] })).toBeInstanceOf(Construct);
  });
});
