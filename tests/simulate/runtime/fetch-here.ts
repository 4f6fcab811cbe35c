/** Calls to the platform, by whatever the world has put in the place of `fetch`. It unpacks nothing, so nothing compressed is asked for. */
export const fetchPlatform: typeof fetch = (url, init = {}) => {
  const headers = new Headers(init.headers);
  headers.delete('accept-encoding');
  return globalThis.fetch(url, { ...init, headers: Object.fromEntries(headers) });
};
