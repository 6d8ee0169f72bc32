/** Which folder may import which: imports run one way, from where the system runs to what it is about. */

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** What a folder of shared/ may import of shared/, beside itself. */
const LAYERS = {
  domain: ['errors'],
  ports: ['domain', 'errors'],
  engine: ['ports', 'domain', 'errors'],
  'use-cases': ['engine', 'ports', 'domain', 'errors'],
  adapters: ['ports', 'domain', 'errors'],
  library: [
    'adapters/(memory|system|directory/claims-directory|dynamodb/stores)',
    'use-cases',
    'engine',
    'ports',
    'domain',
    'errors',
  ],
  lambda: ['adapters/dynamodb/stream', 'ports/log', 'domain', 'errors'],
  react: ['domain', 'errors'],
};

/** Where adapters are chosen on AWS, each file for the functions that need no more. */
const COMPOSITION_ROOT = '^functions/runtime(-log|-queue|-rotator|-slack|-sweepers|-teller|-workflows)?\\.ts$';

const layerRules = Object.entries(LAYERS).map(([layer, below]) =>
  forbid(
    `${layer}-looks-down`,
    `shared/${layer} may import only ${below.join(', ')} and itself`,
    { path: `^shared/${layer}/` },
    {
      path: '^(shared|functions|infra|inbox|examples|test)/',
      pathNot: [`^shared/${layer}/`, ...below.map((name) => `^shared/${name}(/|\\.ts$)`)],
    },
  ),
);

export default {
  forbidden: [
    forbid('no-cycles', 'a cycle has no bottom to start reading from', {}, { circular: true }),
    ...layerRules,
    forbid(
      'errors-stand-alone',
      'everything may import errors, so errors imports nothing',
      { path: '^shared/errors\\.ts$' },
      { path: '^(shared|functions|infra)/' },
    ),
    forbid(
      'functions-are-thin',
      'functions know use cases, lambda and the adapters that their composition root chooses',
      {
        path: '^functions/',
        pathNot: COMPOSITION_ROOT,
      },
      { path: '^(shared/adapters|infra|inbox|test)/' },
    ),
    forbid(
      'one-composition-root',
      'adapters are chosen in functions/runtime*.ts and infra/local/ alone',
      { path: COMPOSITION_ROOT },
      { path: '^(infra|inbox|test)/' },
    ),
    forbid(
      'cdk-reads-the-schema-alone',
      'the infrastructure reads only the table, its filters and the names of settings and metrics',
      { path: '^infra/aws/' },
      {
        path: '^(shared|functions|infra/local|inbox|test)/',
        pathNot: '^shared/(adapters/(dynamodb/(table|stream-filters)|emf/metric-names)|lambda/env)\\.ts$',
      },
    ),
    forbid(
      'examples-use-the-public-entry',
      'an example and a snippet show what a user can write',
      { path: '^(examples|docs)/' },
      {
        path: '^(shared|functions|infra)/',
        pathNot: '^(shared/([a-z]+\\.ts|react/react\\.css)|infra/aws/index\\.ts)$',
      },
    ),
    forbid(
      'inbox-uses-the-public-entry',
      'the page knows the nouns of the domain, and of the rest what any page can use',
      { path: '^inbox/' },
      {
        path: '^(shared|functions|infra|examples|test)/',
        pathNot: '^shared/(domain/|errors\\.ts$|react\\.ts$|react/react\\.css$)',
      },
    ),
    forbid(
      'sdk-in-adapters',
      'the AWS SDK is imported by adapters and the composition roots alone',
      {
        path: '^(shared|functions)/',
        pathNot: ['^shared/adapters/', COMPOSITION_ROOT],
      },
      { path: 'node_modules/@aws-sdk/' },
    ),
    forbid(
      'nothing-imports-tests',
      'what runs does not know how it is tested',
      { path: '^(shared|functions|infra|examples|inbox)/' },
      { path: '^test/' },
    ),
    forbid(
      'webhook-carries-no-engine',
      'only start and resume run workflow code',
      { path: '^functions/(webhook|stream|notify|wake|sweep|feedback|rotate)\\.ts$' },
      { path: '^shared/engine/', reachable: true },
    ),
    forbid(
      'no-orphans',
      'a file that nobody imports is dead',
      { orphan: true, path: '^(shared|functions)/', pathNot: '\\.d\\.ts$' },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^inbox/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
