/** What the web apps have in common because they run in a browser: where they are, what they keep, files for people. */
export { argon2id, prepareArgon2, UnsupportedBrowserError } from './argon2.ts';
export {
  type BrowserEnvironment,
  type BrowserEnvironmentOptions,
  campaignOfPath,
  openBrowserEnvironment,
  random,
  sleep,
} from './environment.ts';
export { type RescueRead, readRescueFile, rescueFileText } from './rescue-file.ts';
export { resilientStore } from './resilient-store.ts';
export { allowOwnWorkers, parsedOnly } from './trusted-types.ts';
