import { App } from 'cdk8s';
import { DataPlane } from 'cdk8s-zero-trust';
import { addCharts as addProduction } from '../seed-production/main';

/** The production scenario without sidecars: ztunnel, and a waypoint before the Services of the namespace. */
export function addCharts(app: App): void {
  addProduction(app, DataPlane.ambientWithWaypoint());
}

if (require.main === module) {
  const app = new App();
  addCharts(app);
  app.synth();
}
