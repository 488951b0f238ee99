/** May anything but HTTP be spoken to whoever stands at the end of a way? Else all that is said of it is HTTP. */
import type { NoWay, Way } from '../../evaluate/ways/way';

/** Whether what is no HTTP may come there: proxies refuse it where all is declared as HTTP. */
export function takesBytes(way: Way | NoWay): boolean {
  if (way.kind !== 'way') return true;
  const { point } = way;
  switch (point.kind) {
    case 'sidecar':
      return point.protocol !== 'http';
    case 'gateway':
      return point.chains.some(({ does }) => does.kind !== 'http');
    case 'ztunnel':
    case 'out':
    case 'unknown':
      return true;
  }
}
