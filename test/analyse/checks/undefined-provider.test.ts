import { describeTwins } from './describe-twins';
import { all, meshConfig, policy } from './manifests';

const asking = (name: string) => policy(`{action: CUSTOM, provider: {name: ${name}}, rules: [{}]}`);

describeTwins('ZT146', [
  {
    what: 'a provider that is not there',
    fires: all(
      meshConfig('extensionProviders: [{name: oauth, envoyExtAuthzGrpc: {service: a.b, port: 1}}]'),
      asking('oauht'),
    ),
    field: 'spec.provider.name',
    says: /no extension provider `oauht`.*did you mean `oauth`\?/,
    silent: all(
      meshConfig('extensionProviders: [{name: oauth, envoyExtAuthzGrpc: {service: a.b, port: 1}}]'),
      asking('oauth'),
    ),
  },
  {
    what: 'a mesh that is known',
    fires: all(meshConfig('trustDomain: a'), asking('oauth')),
    field: 'spec.provider.name',
    says: /is refused/,
    silent: asking('oauth'),
  },
]);
