/**
 * Where objects would get lost between the app and the cluster without a word: two of one name, files overwritten,
 * output run together.
 */
import { tmpdir } from 'node:os';
import { relative, sep } from 'node:path';
import { type ApiObject, type App, Chart, YamlOutputType } from 'cdk8s';
import { isClusterScoped } from '../argo/cluster-scoped';
import { apiGroup } from '../istio/api-group';

/** Two objects of one group, kind, namespace and name: the cluster keeps one of them. */
export function duplicateObjects(objects: readonly ApiObject[]): string[] {
  const problems: string[] = [];
  const seen = new Map<string, ApiObject>();
  for (const object of objects) {
    const namespace = isClusterScoped(apiGroup(object.apiVersion), object.kind)
      ? undefined
      : (object.metadata.namespace ?? 'default');
    // only the name may hold a space (that of a role), and it stands last
    const key = `${object.apiGroup} ${object.kind} ${namespace ?? ''} ${object.name}`;
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, object);
    } else {
      problems.push(
        `${object.kind} \`${[namespace, object.name].filter(Boolean).join('/')}\` is written twice, by \`${other.node.path}\` and by \`${object.node.path}\`; the cluster would keep one of them, so rename or remove one`,
      );
    }
  }
  return problems;
}

/** With one file an object, cdk8s names files by kind and name only: objects of two namespaces overwrite each other. */
export function overwrittenFiles(app: App, objects: readonly ApiObject[]): string[] {
  const perChart = app.yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  if (!perChart && app.yamlOutputType !== YamlOutputType.FILE_PER_RESOURCE) return [];
  const files = new Map<string, ApiObject>();
  return objects.flatMap((object) => {
    const file = `${object.kind}.${object.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
    const key = perChart ? `${Chart.of(object).node.path}/${file}` : file;
    const other = files.get(key);
    files.set(key, object);
    const isDuplicate = other?.metadata.namespace === object.metadata.namespace && other?.apiGroup === object.apiGroup;
    if (other === undefined || isDuplicate) return [];
    return [
      `\`${other.node.path}\` and \`${object.node.path}\` are both written to the file \`${file}\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each`,
    ];
  });
}

/** `cdk8s synth --stdout` prints several files without separators, so that the objects at each seam become one. */
export function unseparatedOutput(app: App): string[] {
  const [pipe = '', ...below] = relative(tmpdir(), app.outdir).split(sep);
  // somebody who works in such a folder made it
  const isWorkedIn = relative(tmpdir(), '.').split(sep)[0] === pipe;
  if (!/^cdk8s-[A-Za-z0-9]{6}$/.test(pipe) || isWorkedIn) return [];
  const lost =
    '`cdk8s synth --stdout` prints several files without a separator, which loses an object at each seam; use';
  if (below.length > 0) {
    // Fails closed: an app with a folder of its own below the pipe's knows nothing of what others write beside it.
    return [`${lost} \`cdk8s synth --output <folder>\`, as this app writes into \`${below.join('/')}\``];
  }
  if (app.yamlOutputType === YamlOutputType.FILE_PER_APP) return [];
  const files =
    app.yamlOutputType === YamlOutputType.FILE_PER_CHART
      ? app.node.findAll().filter((c) => Chart.isChart(c)).length
      : 2;
  if (files < 2) return [];
  return [`${lost} \`new App({ yamlOutputType: YamlOutputType.FILE_PER_APP })\`, or synthesize into a folder`];
}
