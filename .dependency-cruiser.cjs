// Which room may enter which: ARCHITECTURE.md draws the same arrows.
const room = name => `^src/${name}/`
const onlyFrom = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.length > 0 ? allowed.join('-') : 'itself'}`,
  severity: 'error',
  from: { path: room(name) },
  to: {
    path: '^src/',
    pathNot: [room(name), '^src/(random|options|task|errors|errorContext)\\.ts$', ...allowed.map(other => room(other))],
  },
})

/** What a recipe is made of; Node's part knows the same and the recipes. */
const forRecipes = ['graph', 'runtime', 'layers', 'training', 'evaluation', 'data', 'reading', 'model', 'synthesis']

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Not even of types.',
      from: {},
      to: { circular: true },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      comment: 'The lab is built into one folder, with what it uses.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'onnxruntime-web|node_modules/bullmq' },
    },
    {
      name: 'nobody-imports-the-lab',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^lab/' },
    },
    {
      name: 'the-lab-imports-what-runs-in-a-page',
      severity: 'error',
      from: { path: '^lab/' },
      to: {
        path: '^src/(cli/|node/|queue/|runs/|serve/|server/|index\\.ts$|runtime/node|data/sources/|figures/png\\.ts$)',
      },
    },
    onlyFrom('data', []),
    onlyFrom('evaluation', []),
    onlyFrom('robustness', ['data', 'evaluation']),
    onlyFrom('reading', []),
    onlyFrom('synthesis', ['reading', 'data']),
    onlyFrom('figures', []),
    onlyFrom('report', ['figures', 'evaluation']),
    onlyFrom('graph', []),
    onlyFrom('runtime', []),
    onlyFrom('server', []),
    onlyFrom('tracking', []),
    onlyFrom('layers', ['graph']),
    onlyFrom('training', ['graph', 'runtime', 'layers']),
    onlyFrom('model', ['graph', 'runtime', 'layers', 'training', 'evaluation', 'data', 'reading']),
    onlyFrom('quantize', ['graph', 'runtime', 'layers', 'training', 'data', 'model']),
    onlyFrom('study', ['figures', 'layers', 'training', 'model']),
    onlyFrom('recipe', forRecipes),
    onlyFrom('node', ['recipe', 'tracking', ...forRecipes]),
    onlyFrom('runs', [
      'layers',
      'runtime',
      'training',
      'evaluation',
      'data',
      'robustness',
      'figures',
      'report',
      'model',
      'study',
      'tracking',
      'node',
    ]),
    onlyFrom('interop', ['graph', 'layers', 'training', 'model', 'data']),
    onlyFrom('queue', ['node']),
    onlyFrom('serve', ['runtime', 'reading', 'model', 'node', 'server']),
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { path: '^(src|lab)/', pathNot: room('cli') },
      to: { path: room('cli') },
    },
    {
      name: 'onnxruntime-only-in-runtime-adapters',
      severity: 'error',
      from: { pathNot: '^src/runtime/(node|web)' },
      to: { path: 'node_modules/onnxruntime-' },
    },
    {
      name: 'onnxruntime-node-only-with-its-telemetry-off',
      severity: 'error',
      from: { pathNot: '^src/runtime/nodeOnnxruntime\\.ts$' },
      to: { path: 'node_modules/onnxruntime-node', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'node-modules-only-at-the-edges',
      comment: 'Everything else runs in a page too.',
      severity: 'error',
      from: {
        path: '^(src|lab)/',
        pathNot:
          '^(src/(cli/|runtime/node|data/sources/|figures/png\\.ts$|node/|queue/|runs/|serve/|server/)|lab/vite\\.config\\.ts$)',
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^bench/(peers|build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'browser', 'default'] },
  },
}
