import { backend, httpRoute } from './api-routes';
import { describeTwins, reportOn } from './describe-twins';
import { all, service } from './manifests';

const web = service('web', '{port: 80, name: http}');

describeTwins('ZT421', [
  {
    what: 'a misspelt Service',
    fires: all(web, httpRoute(backend('name: wbe, port: 80'))),
    field: 'spec.rules[0].backendRefs[0].name',
    says: /no Service `wbe`, so calls fail with 500; did you mean `web`\?/,
    silent: all(web, httpRoute(backend('name: web, port: 80'))),
  },
  {
    what: 'a port that the Service does not have',
    fires: all(web, httpRoute(backend('name: web, port: 8080'))),
    field: 'spec.rules[0].backendRefs[0].port',
    says: /no port 8080, .* it has `80`/,
    silent: all(web, httpRoute(backend('name: web, port: 80'))),
  },
  {
    what: 'no port',
    fires: all(web, httpRoute(backend('name: web'))),
    field: 'spec.rules[0].backendRefs[0]',
    says: /needs a `port`/,
    silent: all(web, httpRoute(backend('name: web, port: 80'))),
  },
  {
    what: 'no backend',
    fires: httpRoute('{parentRefs: [{name: gw}], rules: [{matches: [{path: {value: /a}}]}]}'),
    field: 'spec.rules[0]',
    says: /no backend gets a share/,
    silent: httpRoute(
      '{parentRefs: [{name: gw}], rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]}',
    ),
  },
  {
    what: 'no weight',
    fires: all(web, httpRoute(backend('name: web, port: 80, weight: 0'))),
    field: 'spec.rules[0]',
    says: /answered with 500/,
    silent: all(web, httpRoute(backend('name: web, port: 80, weight: 1'))),
  },
]);

test('backends of namespaces that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(all(web, httpRoute(backend('name: a, namespace: far, port: 80'))));
  expect(findings.filter(({ code }) => code === 'ZT421')).toEqual([]);
  expect(assumptions.filter((one) => one.includes('backends of routes'))).toHaveLength(1);
});
