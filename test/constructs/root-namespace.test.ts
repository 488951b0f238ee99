/**
 * Policies of the root namespace hold for the whole mesh: what that means for identities, modes and namespaces there.
 */
import type { Chart } from 'cdk8s';
import {
  ArgoCd,
  type IWorkloadIdentity,
  MeshBaseline,
  MeshGateway,
  MutualTls,
  ServiceIdentity,
  Source,
  ZeroTrustNamespace,
} from '../../src';
import { manifestOf, problemsOf } from './manifests';
import { newShop } from './shop';

function gatewayIn(chart: Chart, namespace: string): IWorkloadIdentity {
  return ServiceIdentity.fromServiceAccount(chart, 'gateway', { namespace, name: 'gateway' });
}

describe('an identity of the root namespace', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  afterEach(() => warn.mockClear());

  it('may not share labels with pods of any other namespace, as its routes would open them', () => {
    const { app, chart } = newShop();
    const gateway = gatewayIn(chart, 'istio-system');
    gateway.select({ app: 'backend' });
    gateway.allowFrom(Source.anyAuthenticated());
    expect(problemsOf(app)).toEqual([
      '[chart] the pods of identity `shop/backend` (`chart/backend`) are also selected by the policies of `gateway` (`chart/gateway`), whose routes would open them too; give one of them another label',
    ]);
  });

  it('elsewhere may, as policies of one namespace do not reach another', () => {
    const { app, chart } = newShop();
    gatewayIn(chart, 'edge').select({ app: 'backend' });
    expect(problemsOf(app)).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('with labels of its own is written, with a warning about their reach', () => {
    const { app, chart } = newShop();
    gatewayIn(chart, 'istio-system').select({ istio: 'ingressgateway' });
    expect(problemsOf(app)).toEqual([]);
    expect(warn.mock.calls).toEqual([
      [
        'warning: [chart/gateway] `istio-system` is the root namespace, so the policies of `gateway` hold for the pods with `istio: ingressgateway` in every namespace; make sure that no other pod can carry these labels',
      ],
    ]);
  });

  it('has no mTLS mode of its own', () => {
    const { app, chart } = newShop();
    const gateway = gatewayIn(chart, 'mesh-root');
    gateway.select({ istio: 'ingressgateway' });
    new MutualTls(chart, 'mtls', { target: gateway });
    expect(problemsOf(app)).toEqual([]);
    new MeshBaseline(chart, 'mesh', { rootNamespace: 'mesh-root' });
    expect(problemsOf(app)).toEqual([
      '[chart/mtls] target `gateway` is in the root namespace `mesh-root`, where Istio ignores a PeerAuthentication for single workloads; run it in a namespace of its own',
    ]);
  });
});

it('the root namespace is protected by a MeshBaseline, not as any other namespace', () => {
  const { app, chart } = newShop();
  new ZeroTrustNamespace(chart, 'istio-system');
  expect(problemsOf(app)).toEqual([
    '[chart] namespace `istio-system` (`chart/istio-system`) is the root namespace, whose policies hold for the whole mesh; use `MeshBaseline` for it',
  ]);
});

it('which namespace is the root one is asked at synth, whatever comes first', () => {
  const { app, chart } = newShop();
  new ZeroTrustNamespace(chart, 'istio-system');
  new ZeroTrustNamespace(chart, 'mesh-root');
  new MeshBaseline(chart, 'mesh', { rootNamespace: 'mesh-root' });
  expect(problemsOf(app).filter((problem) => problem.includes('root namespace'))).toEqual([
    '[chart] namespace `mesh-root` (`chart/mesh-root`) is the root namespace, whose policies hold for the whole mesh; use `MeshBaseline` for it',
  ]);
});

it('a gateway is opened once', () => {
  const { app, chart } = newShop();
  const gateway = MeshGateway.istio('edge');
  new MeshBaseline(chart, 'mesh', { openGateways: [gateway, MeshGateway.istio('edge')] });
  expect(problemsOf(app)).toEqual([
    '[chart/mesh] gateway `istio-system/edge` is listed twice in `openGateways`; list it once',
  ]);
});

it('a sync option is a name and a value', () => {
  const { app, frontend } = newShop();
  ArgoCd.addSyncOptions(frontend, 'Prune=false');
  expect(manifestOf(app, 'ServiceAccount', 'frontend').metadata.annotations).toMatchObject({
    'argocd.argoproj.io/sync-options': 'Prune=false',
  });
  ArgoCd.addSyncOptions(frontend, 'Prune = false');
  expect(problemsOf(app)).toEqual([
    '[chart/frontend] sync option `Prune = false` is not `Name=value`, such as `Prune=false`; give each as a text of its own',
  ]);
});
