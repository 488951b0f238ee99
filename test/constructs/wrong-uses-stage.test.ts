import {
  DataPlane,
  MeshBaseline,
  Operation,
  RolloutStage,
  ServiceIdentity,
  Waypoint,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const { OBSERVE, DENY, STRICT } = RolloutStage;
beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

/** A mesh above a namespace that carries traffic. */
const mesh =
  (stage: RolloutStage | undefined, below: RolloutStage, defaultDeny = true) =>
  ({ chart }: Shop) => {
    new MeshBaseline(chart, 'mesh', { defaultDeny, ...(stage === undefined ? {} : { stage }) });
    new ZeroTrustNamespace(chart, 'legacy', { stage: below });
  };
/** A waypoint before another namespace. */
const waypoint =
  (home: RolloutStage, served: RolloutStage) =>
  ({ chart }: Shop) => {
    const infra = new ZeroTrustNamespace(chart, 'infra', { stage: home, dataPlane: DataPlane.ambient() });
    const dataPlane = DataPlane.ambientBehind(new Waypoint(chart, 'waypoint', { namespace: infra }));
    new ZeroTrustNamespace(chart, 'legacy', { stage: served, dataPlane });
  };
/** A caller whose namespace has, or has not, joined the mesh. */
const caller =
  (dataPlane: DataPlane, stage: RolloutStage) =>
  ({ chart }: Shop) => {
    const batch = new ServiceIdentity(chart, 'batch', {
      namespace: new ZeroTrustNamespace(chart, 'legacy', { dataPlane }),
    });
    batch.select({ app: 'batch' });
    const shop = new ZeroTrustNamespace(chart, 'store', { stage });
    const stock = new ServiceIdentity(chart, 'stock', { namespace: shop, ports: [WorkloadPort.http(8080)] });
    stock.select({ app: 'stock' });
    stock.allowFrom(batch, Operation.get('/'));
  };
const above = (stage: RolloutStage) =>
  `[chart] the default deny of the mesh of \`chart/mesh\` is enforced at stage \`${stage}\`, and refuses what namespace \`legacy\` at stage \`OBSERVE\` only looks at; leave the mesh at \`OBSERVE\`, or at \`defaultDeny: false\`, until every namespace is at \`DENY\`; where the mesh is closed already, begin with the namespace at \`DENY\``;
const nobody =
  '[chart] target `stock` lets in `batch` of namespace `legacy`, which is not in the mesh, so that its calls carry no identity and are refused; give `legacy` a data plane, or leave the target at stage `OBSERVE` until it has one';

describeWrongUses('RolloutStage', [
  {
    title: 'a stage of a namespace that does not exist',
    wrong: ({ chart }) => new ZeroTrustNamespace(chart, 'legacy', { stage: js('observe') }),
    says: ['[chart/legacy] `stage` is `"observe"`; give a `RolloutStage`, such as `RolloutStage.OBSERVE`'],
    right: ({ chart }) => new ZeroTrustNamespace(chart, 'legacy', { stage: OBSERVE }),
  },
  {
    title: 'a stage of a mesh that does not exist',
    wrong: ({ chart }) => new MeshBaseline(chart, 'mesh', { stage: js(1) }),
    says: ['[chart/mesh] `stage` is `1`; give a `RolloutStage`, such as `RolloutStage.OBSERVE`'],
    right: ({ chart }) => new MeshBaseline(chart, 'mesh', { stage: DENY }),
  },
  {
    title: 'a mesh that closes by default above a namespace that is observed',
    wrong: mesh(undefined, OBSERVE),
    says: [above(STRICT)],
    right: mesh(undefined, OBSERVE, false),
  },
  {
    title: 'a mesh at DENY above a namespace that is observed',
    wrong: mesh(DENY, OBSERVE),
    says: [above(DENY)],
    right: mesh(OBSERVE, OBSERVE),
  },
  {
    title: 'a closed mesh above a namespace that is observed, where its twin is at DENY',
    wrong: mesh(STRICT, OBSERVE),
    says: [above(STRICT)],
    right: mesh(STRICT, DENY),
  },
  {
    title: 'a waypoint that refuses before a namespace that is observed',
    wrong: waypoint(STRICT, OBSERVE),
    says: [
      '[chart] `waypoint-allow-nothing` of `chart/waypoint` is enforced at stage `STRICT`, and refuses what namespace `legacy` at stage `OBSERVE` only looks at; leave namespace `infra` of the waypoint at `OBSERVE`, too',
    ],
    right: waypoint(OBSERVE, OBSERVE),
  },
  {
    title: 'a waypoint that refuses before a namespace that is observed, where its twin is at DENY',
    wrong: waypoint(DENY, OBSERVE),
    says: [
      '[chart] `waypoint-allow-nothing` of `chart/waypoint` is enforced at stage `DENY`, and refuses what namespace `legacy` at stage `OBSERVE` only looks at; leave namespace `infra` of the waypoint at `OBSERVE`, too',
    ],
    right: waypoint(STRICT, DENY),
  },
  {
    title: 'a route at DENY for a caller without identity',
    wrong: caller(DataPlane.none(), DENY),
    says: [nobody],
    right: caller(DataPlane.none(), OBSERVE),
  },
  {
    title: 'a route at STRICT for a caller without identity',
    wrong: caller(DataPlane.none(), STRICT),
    says: [nobody],
    right: caller(DataPlane.sidecar(), STRICT),
  },
]);
