/** How the tests are run: from the sources, and with one DynamoDB engine for all of them. */
import { defineConfig } from 'vitest/config';

/** `source` first, so that `countersign` means this repository's sources and not what was built of them. */
const conditions = ['source', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    isolate: false, // no test leaves anything in a module, and loading the AWS SDK for each file takes as long as the tests
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'infra/local/**/*.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
