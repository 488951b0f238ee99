import { describeTwins } from './describe-twins';
import { all, ambient, deployment, meshConfig, sidecars, source, SOURCE } from './manifests';

describeTwins('ZT120', [
  {
    what: "a domain that is not the mesh's",
    fires: all(meshConfig('trustDomain: a.example'), source('principals: [b.example/ns/x/sa/y]')),
    field: `${SOURCE}.principals[0]`,
    says: /`b\.example` is neither.*the mesh's is `a\.example`/,
    silent: all(
      meshConfig('{trustDomain: a.example, trustDomainAliases: [b.example]}'),
      source('principals: [b.example/ns/x/sa/y]'),
    ),
  },
  {
    what: 'a known mesh; of an unknown one nothing is told',
    fires: all(meshConfig('trustDomain: a.example'), source('principals: [b.example/ns/x/sa/y]')),
    field: `${SOURCE}.principals[0]`,
    says: /no caller has it/,
    silent: source('principals: [b.example/ns/x/sa/y]'),
  },
  {
    what: 'the pointer to it at ztunnel',
    fires: all(
      meshConfig('trustDomain: a.example'),
      ambient,
      deployment('web'),
      source('principals: [cluster.local/ns/x/sa/y]'),
    ),
    field: `${SOURCE}.principals[0]`,
    says: /ztunnel compares it as it is.*write `a\.example\/ns\/x\/sa\/y`/,
    silent: all(
      meshConfig('trustDomain: a.example'),
      sidecars,
      deployment('web'),
      source('principals: [cluster.local/ns/x/sa/y]'),
    ),
  },
]);
