/**
 * `@cloison/platform`: the HTTP service that keeps sealed envelopes and can open none.
 *
 *     const platform = await startPlatform({ dataDir, authorityKey, apps: { pupil, school } });
 *     … platform.url …
 *     await platform.close();
 */

export type { LogDestination } from './base/log.ts';
export { SetupError, type SetupErrorCode } from './base/setup-error.ts';
export type { PlatformOptions } from './start/platform-options.ts';
export { type RunningPlatform, startPlatform } from './start/start-platform.ts';
