/**
 * `fetch` of the undici package. The one inside Node 24 throws where nobody can catch it, and so ends the process, when a
 * platform closes its connection while the answer is still being read (undici, issue 5360).
 */
import { Agent, fetch, type RequestInit, type Response } from 'undici';

const agent = new Agent({ allowH2: false });

/** As `fetch` of the standard, over HTTP/1.1. */
export function fetchPlatform(url: URL, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, dispatcher: agent });
}
