import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freePort, takeIfFree } from './free-ports.ts';

it('a port that nothing listens on yet is given once, to this process or another', async () => {
  const port = await freePort();
  expect(await takeIfFree(port)).toBe(false);
  // Another process takes one, and keeps it until it is killed.
  const code = `import { freePort } from ${JSON.stringify(fileURLToPath(new URL('./free-ports.ts', import.meta.url)))};
    console.log(await freePort()); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const taken = Number(String((await once(other.stdout, 'data'))[0]));
  expect(await takeIfFree(taken)).toBe(false);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(await takeIfFree(taken)).toBe(true);
});
