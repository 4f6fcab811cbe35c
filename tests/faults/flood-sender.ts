/** `node flood-sender.ts PORT CAMPAIGN CONNECTIONS SECONDS`: requests with random tokens, several under way on each connection. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const UNDER_WAY = 16;
const [port, campaign, connections, seconds] = process.argv.slice(2) as [string, string, string, string];
const statuses: Record<string, number> = {};
let sent = 0;
const started = performance.now();
const end = started + Number(seconds) * 1000;

function request(): string {
  const token = randomBytes(32).toString('base64url');
  return `GET /api/1/${campaign}/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`;
}

function open(): Promise<void> {
  return new Promise((resolve) => {
    let rest = '';
    const socket = connect(Number(port), '127.0.0.1', () => {
      for (let i = 0; i < UNDER_WAY; i++) socket.write(request());
      sent += UNDER_WAY;
    });
    socket.on('data', (data) => {
      rest += data.toString('latin1');
      let more = '';
      for (
        let match = /HTTP\/1\.1 (\d{3})/.exec(rest);
        match !== null;
        match = /HTTP\/1\.1 (\d{3})/.exec(rest)
      ) {
        rest = rest.slice(match.index + match[0].length);
        statuses[match[1]!] = (statuses[match[1]!] ?? 0) + 1;
        if (performance.now() > end) return void socket.destroy();
        more += request();
        sent += 1;
      }
      rest = rest.slice(-20);
      if (more !== '') socket.write(more);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
    setTimeout(() => socket.destroy(), Number(seconds) * 1000 + 1000);
  });
}

await Promise.all(Array.from({ length: Number(connections) }, open));
process.stdout.write(JSON.stringify({ sent, seconds: (performance.now() - started) / 1000, statuses }));
