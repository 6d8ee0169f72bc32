/** How the inbox page is built: static files that any server can serve from any path. */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  resolve: {
    conditions: ['source', 'module', 'browser', 'development|production'],
    // An eighth of the whole page, for descriptions in Markdown, ids of schemas and layouts of their own, which no form of ours has.
    alias: [
      { find: 'markdown-to-jsx/react', replacement: here('src/form/plain-text.tsx') },
      { find: 'fast-uri', replacement: here('src/form/addresses.ts') },
      { find: /^\.\/Layout\w+Field\.js$/, replacement: here('src/form/no-layout.ts') },
    ],
  },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
});
