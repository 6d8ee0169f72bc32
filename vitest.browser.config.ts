/** How the inbox is tested in a real browser: `npm run test:browser`, one test after the other. */
import { defineConfig } from 'vitest/config';

const conditions = ['source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/browser/**/*.browser.ts'],
    pool: 'forks',
    maxWorkers: 1,
    retry: 1, // a browser on a busy machine may miss a moment; what fails twice is no accident
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
