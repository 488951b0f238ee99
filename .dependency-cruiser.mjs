// The import law of docs/architecture.md: one named rule a layer, each with its reason.

/** A rule that lets `layer` import nothing of this project but itself and `allowed`. */
const layer = (name, allowed, comment) => ({
  name: `${name}-stays-in-its-layer`,
  comment,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: {
    path: '^(src|imports)/',
    pathNot: [`^src/${name}/`, ...allowed.map((a) => (a === 'imports' ? '^imports/' : `^src/${a}/`))],
  },
});

export default {
  forbidden: [
    layer('istio', [], 'facts and formatting only: `istio` imports nothing'),
    layer('sets', [], 'sets know no Istio, so that their laws stand alone'),
    layer('policy', ['istio'], 'one door for manifests: it reads them, and judges nothing'),
    layer('evaluate', ['policy', 'istio'], 'the plain oracle must not share matching code with what it checks'),
    layer('admission', ['istio', 'policy'], 'what Istio accepts, not what it means: the evaluator must not decide it'),
    layer('findings', ['policy'], 'the vocabulary that every outer part shares: it names findings, and finds none'),
    layer(
      'analyse',
      ['policy', 'istio', 'findings', 'admission', 'evaluate', 'reach'],
      'one place that judges manifests',
    ),
    {
      name: 'analyse-asks-the-engine-about-routing-only',
      comment:
        'which listener takes a route, and which server stays, is settled in one place, so that check and explain never differ; what becomes of a call no check asks',
      severity: 'error',
      from: { path: '^src/analyse/', pathNot: '^src/analyse/rule-comparer\\.ts$' },
      to: {
        path: '^src/evaluate/',
        pathNot:
          '^src/evaluate/(servers/(edge-server|gateway-conflict|gateway-host|gateway-merge|reference-grant)|routes/route-attachment)\\.ts$',
      },
    },
    {
      name: 'sets-are-asked-in-one-place',
      comment: 'what sets take to load, only estates with policies to compare need wait for',
      severity: 'error',
      from: { path: '^src/analyse/', pathNot: '^src/analyse/rule-comparer\\.ts$' },
      to: { path: '^src/reach/', dependencyTypesNot: ['type-only'] },
    },
    layer('reach', ['sets', 'policy', 'istio', 'evaluate'], 'who may send what to whom, as sets of requests'),
    {
      name: 'reach-matches-nothing-with-the-plain-engine',
      comment:
        'two engines check each other: of the plain one it knows what stands where and what it was told, never what matches',
      severity: 'error',
      from: { path: '^src/reach/' },
      to: {
        path: '^src/evaluate/',
        pathNot:
          '^src/evaluate/(client/(client-speech|possible-callers|sidecar-choice|sidecar-route)|course/ground|matching/(arrival|layer4-rule)|network/(known-labels|network-stage)|proxies/(enforced-rules|extension-on-path|policies-at-proxy|ztunnel-guard)|routes/(mesh-virtual-services|route-[a-z0-9-]+|routing)|servers/gateway-proxy|settled-meshes|verdict|ways/(arrive-at-sidecar|arrive-at-waypoint|data-plane|gateway-arrival|gateway-chain|gateway-port|point|route-at-gateway|way|waypoint-stop))\\.ts$',
      },
    },
    {
      name: 'reach-follows-no-route-of-the-plain-engine',
      comment: 'of routes it reads what they say, and tells by formulas of its own which requests they are for',
      severity: 'error',
      from: { path: '^src/reach/' },
      to: {
        path: '^src/evaluate/(routes/rout(e-[a-z0-9-]+|ing)|ways/route-at-gateway)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    layer(
      'cases',
      ['policy', 'istio', 'evaluate', 'reach'],
      'a case asks the engine, an invariant file names what is proved, and neither knows files or findings',
    ),
    layer(
      'coverage',
      ['policy', 'istio', 'evaluate', 'cases', 'reach'],
      'it asks both engines about other meshes and calls, and knows neither files nor findings',
    ),
    layer(
      'probe',
      ['policy', 'istio', 'evaluate', 'cases', 'argo'],
      'a case is sent where the engine expects its answer; what a Job looks like is known by `argo`',
    ),
    {
      name: 'adoption-stays-in-its-layer',
      comment:
        'it writes programs for users, so it uses the constructs by the door that users have, and proves by the engines',
      severity: 'error',
      from: { path: '^src/adoption/' },
      to: {
        path: '^(src|imports)/',
        pathNot: '^src/(adoption|findings|policy|istio|evaluate|reach)/',
      },
    },
    layer(
      'delivery',
      ['policy', 'istio', 'argo', 'reach'],
      'what happens on the way follows from the objects and from who may send what',
    ),
    layer(
      'report',
      ['findings', 'policy', 'evaluate', 'cases', 'coverage', 'reach', 'delivery', 'adoption'],
      'a reporter is a function from a report to text, and decides nothing',
    ),
    {
      name: 'report-decides-nothing',
      comment: 'of the engine it knows the types of an explanation only',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/evaluate/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'report-finds-no-sets',
      comment: 'a matrix, a comparison and a proof are plain data: of what finds them, only the types are known',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/(reach|adoption)/', dependencyTypesNot: ['type-only'] },
    },
    layer(
      'cli',
      [
        'policy',
        'istio',
        'findings',
        'analyse',
        'report',
        'evaluate',
        'admission',
        'cases',
        'coverage',
        'reach',
        'argo',
        'probe',
        'adoption',
        'delivery',
      ],
      'parses arguments, calls one function, prints one report; what was meant by constructs is none of its business',
    ),
    layer(
      'plugin',
      ['policy', 'findings', 'analyse'],
      'hands manifests to the check and its report to cdk8s-cli, of which it knows the contract only',
    ),
    layer(
      'jest',
      ['policy', 'cases', 'findings', 'analyse', 'report', 'evaluate', 'reach'],
      'matchers work on any manifests, whoever wrote them',
    ),
    {
      name: 'nothing-imports-the-cli',
      comment: 'files, console, clock and environment stay outside',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'only-cli-and-plugin-touch-files',
      comment: 'all else is a function of its arguments',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|plugin)/' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|process|http|https|worker_threads|readline)$' },
    },
    layer('argo', ['istio'], 'what Argo CD reads follows from what is named, for constructs and command alike'),
    layer(
      'constructs',
      ['istio', 'argo', 'imports', 'probe'],
      'not the evaluator: we judge the YAML that came out, not what was meant',
    ),
    {
      name: 'one-construct-makes-probes',
      comment: 'a probe is made of cases, which are about the YAML that came out; it loads the engine once it is asked',
      severity: 'error',
      from: { path: '^src/constructs/', pathNot: '^src/constructs/argo-probe\\.ts$' },
      to: { path: '^src/probe/' },
    },
    {
      name: 'only-policy-reads-yaml',
      comment: 'one reader: a second one would see another object than the first in the same text',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/policy/(yaml-document|yaml-events|locate)\\.ts$' },
      to: { path: 'node_modules/(js-yaml|yaml)/' },
    },
    {
      name: 'only-constructs-use-imports',
      comment: 'the generated classes describe what constructs write; everything else reads plain manifests',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/constructs/' },
      to: { path: '^imports/' },
    },
    {
      name: 'only-constructs-know-cdk8s',
      comment: 'the engines work on any manifests, whoever wrote them',
      severity: 'error',
      from: {
        path: '^src/(istio|sets|argo|policy|evaluate|findings|analyse|report|cli|plugin|cases|coverage|probe|jest)/',
      },
      to: { path: 'node_modules/(cdk8s|constructs|cdk8s-plus-28)/' },
    },
    {
      name: 'no-test-in-product',
      comment: 'nothing imports tests, examples, benchmarks or scripts',
      severity: 'error',
      from: { path: '^(src|imports)/' },
      to: { path: '^(test|examples|bench|scripts)/' },
    },
    {
      name: 'no-circular',
      comment: 'a cycle means that a concept is split in the wrong place',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'a file that nobody imports is dead',
      severity: 'error',
      from: { path: '^src/', orphan: true, pathNot: '^src/(index|cli/main)\\.ts$' },
      to: {},
    },
    {
      name: 'no-dev-dependencies-in-product',
      comment: 'what ships may only need the peers and the dependencies',
      severity: 'error',
      from: { path: '^(src|imports)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm', 'npm-peer', 'type-only'],
        pathNot: 'node_modules/(cdk8s|constructs|cdk8s-plus-28)/',
      },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
