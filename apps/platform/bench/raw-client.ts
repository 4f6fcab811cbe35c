/**
 * A client that costs little: sockets kept open, one request in flight on each, answers read only as far as their
 * status. The same one drives the service and the bare server, so that what it costs falls out of the comparison.
 */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  readonly inFlight: number;
  readonly durationMs: number;
  /** The next request of one socket, whole; called again only after the answer to the last one. */
  readonly request: (socket: number) => Uint8Array;
  readonly expectedStatus: number;
}

/** Answers a second. Rejects on any other status. */
export async function requestsPerSecond(load: Load): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: load.inFlight }, () => opened(load.port)));
  const start = performance.now();
  const until = start + load.durationMs;
  const counts = await Promise.all(sockets.map((socket, i) => drive(socket, i, load, until)));
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function drive(socket: Socket, index: number, load: Load, until: number): Promise<number> {
  const status = `HTTP/1.1 ${load.expectedStatus} `;
  return new Promise((resolve, reject) => {
    let count = 0;
    let text = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (data) => {
      text += data.toString('latin1');
      // A 204 has no body: its headers are all of it.
      if (!text.endsWith('\r\n\r\n')) return;
      if (!text.startsWith(status)) return reject(new Error(`unexpected answer: ${text.slice(0, 60)}`));
      text = '';
      count += 1;
      if (performance.now() >= until) {
        socket.removeAllListeners('close');
        resolve(count);
      } else {
        socket.write(load.request(index));
      }
    });
    socket.write(load.request(index));
  });
}
