// The tests of the constructs under the lowest peers that package.json admits. cdk8s-plus-28 has one version in range.
// (cdk8s 2.68.12 lists a release tool, `backport`, as optional dependency by mistake; `overrides` keeps it out.)
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  roots: ['<rootDir>/test'],
  testMatch: ['**/test/constructs/**/*.test.ts', '**/test/package/lowest-peers.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^cdk8s($|/.*)': '<rootDir>/node_modules/cdk8s-lowest$1',
    '^constructs($|/.*)': '<rootDir>/node_modules/constructs-lowest$1',
  },
};
