import { availableParallelism } from 'node:os';

// Which node the SDK will want next year is told at every start of everything.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export default {
  transform: { '\\.ts$': '<rootDir>/.ci/jest-typescript.mjs' },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/peers/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Most tests wait for a process of their own: one worker more than there are cores.
  maxWorkers: availableParallelism() + 1,
  testTimeout: 30_000,
};
