/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  maxWorkers: '100%', // jest leaves one core idle otherwise, which is half of a small machine
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/test/package/lowest-peers'],
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
  moduleNameMapper: {
    '^cdk8s-zero-trust$': '<rootDir>/src/index.ts',
    '^cdk8s-zero-trust/jest$': '<rootDir>/src/jest/index.ts',
    '^cdk8s-zero-trust/engine$': '<rootDir>/src/engine.ts',
  },
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
};
