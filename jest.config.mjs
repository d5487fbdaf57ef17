import { createDefaultEsmPreset } from 'ts-jest';

export default {
  ...createDefaultEsmPreset({
    tsconfig: {
      module: 'ESNext',
      moduleResolution: 'Bundler',
      isolatedModules: true,
      verbatimModuleSyntax: true,
      target: 'ES2022',
    },
    diagnostics: false,
  }),
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/peers/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Most tests wait for a process of their own: one worker for each core, not one less.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
