/**
 * Free loopback ports for the servers of tests. A port belongs to the process that asked for it until that process ends, while
 * its server is stopped too: test files run at the same time, and two of them would otherwise get the same port between the
 * moment when one is found free and the moment when something listens on it.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 11_000;
const HIGHEST = 32_000;

/** Below the range of outgoing connections, so that the system does not use it before the test does. */
const bound = Math.min(HIGHEST, firstOutgoingPort());
export const somePort = () => LOWEST + Math.floor(Math.random() * (bound - LOWEST));

/** The first port that the system may choose for an outgoing connection; 32768 where it does not say. */
function firstOutgoingPort(): number {
  try {
    const first = Number(/^\d+/.exec(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'))?.[0]);
    // Where everything is outgoing, nothing is better than the usual range.
    return first > LOWEST + 1000 ? first : HIGHEST;
  } catch {
    return HIGHEST;
  }
}

/**
 * Whether the port is free and now belongs to this process. Ownership is an abstract socket of Linux: the system takes it away
 * from a process that ends in any way, and no file is left.
 */
export async function takeIfFree(port: number): Promise<boolean> {
  const owner = createServer().unref();
  try {
    owner.listen({ path: `\0cloison-test-port-${port}` });
    await once(owner, 'listening');
  } catch {
    return false;
  }
  if (await canListen(port)) return true;
  owner.close();
  return false;
}

async function canListen(port: number): Promise<boolean> {
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
  const ports: number[] = [];
  while (ports.length < count) {
    const port = somePort();
    if (await takeIfFree(port)) ports.push(port);
  }
  return ports;
}

export async function freePort(): Promise<number> {
  return (await freePorts(1))[0]!;
}
