import { defineConfig } from 'vitepress'
import { apiSidebars } from '../build/apiSidebar.js'
import { searchableOf } from '../build/searchable.js'

/** Where a host serves the site below its root, as GitHub Pages does: `/name/`. */
const base = process.env.DOCS_BASE ?? '/'

const guide = [
  {
    text: 'Start',
    items: [
      { text: 'Install and first steps', link: '/start' },
      { text: 'Recipes and what they cost', link: '/recipes' },
      { text: 'FAQ by symptom', link: '/faq' },
    ],
  },
  {
    text: 'Guide',
    items: [
      { text: 'Read your digits', link: '/guide/read' },
      { text: 'Train', link: '/guide/train' },
      { text: 'Your own net', link: '/guide/own-net' },
      { text: 'Datasets', link: '/guide/datasets' },
      { text: 'Your own images', link: '/guide/own-images' },
      { text: 'Beyond the test images', link: '/guide/robustness' },
      { text: 'Studies', link: '/guide/studies' },
      { text: 'TensorBoard and MLflow', link: '/guide/tracking' },
      { text: 'Many machines', link: '/guide/many-machines' },
      { text: 'Serve a model', link: '/guide/serve' },
      { text: 'On a microcontroller', link: '/guide/microcontroller' },
      { text: 'Keras, PyTorch and ONNX', link: '/guide/formats' },
      { text: 'The lab', link: '/guide/lab' },
      { text: 'The notebook', link: '/guide/notebook' },
      { text: 'The engine', link: '/engine' },
    ],
  },
  {
    text: 'How it works',
    items: [
      { text: 'A training step', link: '/training-step' },
      { text: 'The reader', link: '/reading' },
      { text: 'Measured results', link: '/measured' },
      { text: 'Data and privacy', link: '/privacy' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Command line', link: '/reference/command-line' },
      { text: 'Configuration', link: '/reference/configuration' },
      { text: 'Files', link: '/reference/files' },
      { text: 'API', link: '/reference/api/' },
    ],
  },
]

export default defineConfig({
  base,
  lang: 'en',
  title: 'MNIST Digit Classifier',
  description:
    'Train and read handwritten digits in TypeScript: a library, a command line, a page, and models that run wherever ONNX runs.',
  srcExclude: ['build/**', 'public/**'],
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  // The lab is a page of its own, built apart; test/docs checks that it is there.
  ignoreDeadLinks: [/^\/lab\//],
  markdown: {
    image: { lazyLoading: true },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  vite: {
    // Figures of the benchmark and of the models lie outside this folder.
    server: { fs: { allow: ['..'] } },
    build: { chunkSizeWarningLimit: 4000 },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Guide', link: '/start', activeMatch: '^/(start|guide/|recipes|engine)' },
      { text: 'How it works', link: '/training-step', activeMatch: '^/(training-step|reading|measured)' },
      { text: 'Reference', link: '/reference/command-line', activeMatch: '^/reference/' },
      { text: 'FAQ', link: '/faq' },
      { text: 'Lab', link: '/lab/', target: '_self' },
    ],
    sidebar: { ...apiSidebars(), '/': guide },
    outline: [2, 3],
    search: { provider: 'local', options: { _render: searchableOf } },
    externalLinkIcon: true,
  },
})
