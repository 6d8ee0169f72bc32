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
    // An eighth of the whole page, for descriptions in Markdown and ids of schemas, which no form of ours has.
    alias: { 'markdown-to-jsx/react': here('src/form/plain-text.tsx'), 'fast-uri': here('src/form/addresses.ts') },
  },
  build: { outDir: here('dist'), emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 700 },
});
