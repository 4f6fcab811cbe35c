/** Bytes on a socket, for what no HTTP library would send; and the memory of another process. */
import { connect, type Socket } from 'node:net';

/** All that comes back until the other side closes, or until nothing has come for `quietMs`. */
export function exchange(port: number, bytes: string | Uint8Array, quietMs = 1_500): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), quietMs);
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      timer.refresh();
    });
    socket.on('end', () => socket.destroy());
    // A connection that the other side cuts has ended too.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** The answers on one connection, in order. */
export function answersOf(text: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const head = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n([\s\S]*?)\r\n\r\n/.exec(rest);
    if (head === null) return answers;
    const length = /content-length: (\d+)/i.exec(head[2]!)?.[1];
    const after = rest.slice(head[0].length).replace(/^0\r\n\r\n/, '');
    const body =
      length === undefined
        ? head[1] === '204' || head[1] === '100'
          ? ''
          : after
        : after.slice(0, Number(length));
    if (head[1] !== '100') answers.push({ status: Number(head[1]), body });
    rest = after.slice(body.length);
  }
}

export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}
