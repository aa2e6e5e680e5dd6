/** The one place of this package's commands that reads the environment. */
export const config = Object.freeze({
  /** A server to put the suite to (a replica set, for all of it); the embedded engine when not set. */
  mongodbUri: process.env.MONGODB_URI,
  /** For npm run within an npm script: npm's own variables would point it back at this workspace. */
  withoutNpm: Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key))),
});
