/** Who may import whom. Each rule says why; docs/decisions and CONTRIBUTING.md draw the same picture. */
const IO = 'capture|kernel|lab|recording|native'
module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'A cycle has no bottom to start reading at.', severity: 'error', from: { pathNot: 'node_modules' }, to: { circular: true } },
    { name: 'shared-stands-alone', comment: 'Every process and the window use it: it may see only itself and pure libraries.', severity: 'error',
      from: { path: '^src/shared' }, to: { path: '.', pathNot: ['^src/shared', '^node_modules/(valibot|yaml)/'] } },
    { name: 'reports-are-text', comment: 'Figures and reports are functions of events: the command line and the window make the same of them, whoever writes the file. Connections beside each other are compared as they were observed.', severity: 'error',
      from: { path: '^src/shared/(figures|report)/' }, to: { path: '^src/shared/(experiment|ipc)/', pathNot: ['^src/shared/ipc/capture-export', '^src/shared/experiment/observed'] } },
    { name: 'pure-core', comment: 'Decoding, inference and the codec run without a kernel, a clock or a window.', severity: 'error',
      from: { path: '^src/main/engine/(wire|pcapng|inference)/' }, to: { path: '.', pathNot: ['^src/shared', '^src/main/engine/$1/'] } },
    { name: 'edges-apart', comment: 'The I/O folders meet only in session.ts; native bindings serve the three that talk to the kernel; files use the codec.', severity: 'error',
      from: { path: `^src/main/engine/(${IO})/` },
      to: { path: '^src/', pathNot: ['^src/shared', '^src/main/engine/$1/', '^src/main/engine/native/', '^src/main/engine/(pcapng|wire)/'] } },
    { name: 'native-is-the-bottom', comment: 'Bindings know libc, not the laboratory.', severity: 'error',
      from: { path: '^src/main/engine/native/' }, to: { path: '^src/', pathNot: ['^src/shared', '^src/main/engine/native/'] } },
    { name: 'engine-without-electron', comment: 'The engine is plain Node: it runs in a namespace, on a server, under the packaged runtime.', severity: 'error',
      from: { path: '^src/main/engine/' }, to: { path: 'electron' } },
    { name: 'engine-without-shells', comment: 'The child does not know who started it.', severity: 'error',
      from: { path: '^src/main/engine/' }, to: { path: '^src/(main/(shell|engine-host)|renderer|preload)' } },
    { name: 'host-knows-only-the-built-engine', comment: 'Shells and engine host start the built file; importing the engine would put capabilities and native code into the window process.',
      severity: 'error', from: { path: '^src/main/(shell|engine-host|index)' }, to: { path: '^src/main/engine/' } },
    { name: 'host-below-shells', comment: 'Three thin shells stand on one engine host.', severity: 'error',
      from: { path: '^src/main/engine-host/' }, to: { path: '^src/main/shell/' } },
    { name: 'electron-only-in-its-shell', comment: 'CLI and browser shell run where there is no Electron.', severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/(index|shell/electron)', '^src/preload'] }, to: { path: '^(node_modules/electron/|electron$)' } },
    { name: 'preload-is-thin', comment: 'One typed object; nothing else enters the page.', severity: 'error',
      from: { path: '^src/preload' }, to: { path: '^src/', pathNot: '^src/(preload|shared/ipc)' } },
    { name: 'renderer-in-a-page', comment: 'The same bundle runs in Electron and in a browser.', severity: 'error',
      from: { path: '^src/renderer' }, to: { path: ['^src/(main|preload)', '^node:', 'node_modules/(electron|koffi|ws)/'] } },
    { name: 'renderer-no-node', comment: 'A page has no Node.', severity: 'error', from: { path: '^src/renderer' }, to: { dependencyTypes: ['core'] } },
    { name: 'charts-are-pure', comment: 'Option builders are functions of plain data, tested without Vue.', severity: 'error',
      from: { path: '^src/renderer/src/charts/' }, to: { path: ['node_modules/(vue|pinia|vue-i18n|vue-echarts)/', '^src/renderer/src/(stores|components|views|composables|engine)'] } },
    { name: 'stores-below-components', comment: 'Stores hold facts; components read them.', severity: 'error',
      from: { path: '^src/renderer/src/(stores|composables|engine)/' }, to: { path: '^src/renderer/src/(components|views)/' } },
    { name: 'nothing-imports-tests', comment: 'The product does not know its tests.', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|scripts)/' } },
    { name: 'declared', comment: 'What is used is in package.json.', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] } }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] }
  }
}
