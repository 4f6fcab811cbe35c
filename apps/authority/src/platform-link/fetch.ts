/**
 * `fetch` of the undici package. The one inside Node 24 throws where nobody can catch it, and so ends the process, when a
 * platform closes its connection while the answer is still being read (undici, issue 5360).
 */
import { Agent, fetch, ProxyAgent, type RequestInit, type Response } from 'undici';

const agent = new Agent({ allowH2: false });
const proxies = new Map<string, ProxyAgent>();

/** As `fetch` of the standard, over HTTP/1.1. `via`: `http://host:port` of a proxy; null: from here. */
export function fetchPlatform(url: URL, init: RequestInit, via: string | null = null): Promise<Response> {
  return fetch(url, { ...init, dispatcher: via === null ? agent : proxyAt(via) });
}

function proxyAt(via: string): ProxyAgent {
  const proxy = proxies.get(via) ?? new ProxyAgent({ uri: via, allowH2: false });
  proxies.set(via, proxy);
  return proxy;
}
