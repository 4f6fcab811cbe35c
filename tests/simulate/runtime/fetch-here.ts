/** Calls to the platform, by whatever the world has put in the place of `fetch`. */
export const fetchPlatform: typeof fetch = (...request) => globalThis.fetch(...request);
