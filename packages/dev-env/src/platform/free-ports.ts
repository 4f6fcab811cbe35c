/** Free loopback ports for the servers of tests. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range of outgoing connections, so that the system does not use it before the test does. */
export const somePort = () => 11_000 + Math.floor(Math.random() * 21_000);

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Different ports on which nothing listens. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = somePort();
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export async function freePort(): Promise<number> {
  return (await freePorts(1))[0]!;
}
