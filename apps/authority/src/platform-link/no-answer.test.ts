import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { whyNoAnswer } from './no-answer.ts';

let server: Server | null = null;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

/** A host that writes `text` on every connection and ends it; null: it says nothing. */
async function said(text: string | null): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).resume();
    if (text !== null) socket.end(text);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const why = (url: string, signal?: AbortSignal) =>
  fetch(url, { redirect: 'error', ...(signal && { signal }) })
    .then((response) => response.text())
    .then(() => 'answered', whyNoAnswer);

describe('why no answer came', () => {
  test.each([
    [
      'a host that leads elsewhere',
      'HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n',
      'led-elsewhere',
    ],
    ['no HTTP', 'SSH-2.0-x\r\n', 'no-http'],
    ['headers beyond all bounds', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`, 'no-http'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -7\r\n\r\n', 'no-http'],
    ['an answer that breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nx', 'cut'],
    ['compressed, and not truly', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nabc', 'unreadable'],
  ])('is told of %s in a word of ours', async (_, answer, told) => {
    expect(await why(`http://${await said(answer)}`)).toBe(told);
  });

  test('is told where nobody listens', async () => {
    const url = `http://${await said('')}`;
    await new Promise((resolve) => server?.close(resolve));
    expect(await why(url)).toBe('nobody-there');
    // A port that browsers never call.
    expect(await why('http://127.0.0.1:9/')).toBe('no-way');
  });

  test('is told where there is no https', async () => {
    expect(await why(`https://${await said('HTTP/1.1 400 Bad Request\r\n\r\n')}`)).toBe('no-tls');
  });

  test('is told where nothing is said in time', async () => {
    expect(await why(`http://${await said(null)}`, AbortSignal.timeout(50))).toBe('too-late');
  });

  test.each([
    ['page.goto: net::ERR_CONNECTION_REFUSED at http://x/', 'nobody-there'],
    ['page.goto: net::ERR_NAME_NOT_RESOLVED at http://x/', 'name-unknown'],
    ['page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://x/', 'certificate'],
    ['page.goto: net::ERR_SSL_PROTOCOL_ERROR at https://x/', 'no-tls'],
    ['page.goto: net::ERR_TOO_MANY_REDIRECTS at http://x/', 'led-elsewhere'],
    ['page.goto: net::ERR_EMPTY_RESPONSE at http://x/', 'cut'],
    ['page.goto: net::ERR_INVALID_HTTP_RESPONSE at http://x/', 'no-http'],
    ['page.goto: net::ERR_RESPONSE_HEADERS_TOO_BIG at http://x/', 'no-http'],
    ['NS_ERROR_UNKNOWN_HOST', 'name-unknown'],
    ['what no browser says', 'unreadable'],
  ])('is told of what a browser says, “%s”', (message, told) => {
    expect(whyNoAnswer(new Error(message))).toBe(told);
  });
});
