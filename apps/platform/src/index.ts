/**
 * `@cloison/platform`: the HTTP service that keeps sealed envelopes and can open none.
 *
 *     const platform = await startPlatform({ dataDir, authorityKey, apps: { pupil, school } });
 *     … platform.url …
 *     await platform.close();
 */
export { platformCommand } from './cli.ts';
export type { LogDestination } from './log.ts';
export { SetupError, type SetupErrorCode } from './platform-error.ts';
export { type PlatformOptions, type RunningPlatform, startPlatform } from './start-platform.ts';
