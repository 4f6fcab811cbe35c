import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVault } from '../../vault/vault.ts';
import { deskSession } from '../pages/session.ts';
import { Desk } from './desk.ts';

let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('vault');
});
afterAll(() => office.remove());

/** As a console that is started now would tell it. */
function told() {
  const { vaultFolder, keysFolder, actor } = office;
  const desk = new Desk({ vaultFolder, keysFolder, keys: null, passphrase: null, actor, waitMs: 0 });
  const { vaultUser, interrupted } = deskSession(desk);
  desk.close();
  return { vaultUser: vaultUser?.command ?? null, interrupted: interrupted?.command ?? null };
}

it('tells what was killed while it had the vault, until something else has had it', async () => {
  office.vault.close();
  expect(told()).toEqual({ vaultUser: null, interrupted: null });
  const program = `
    const { openVault } = await import(${JSON.stringify(import.meta.resolve('../../vault/vault.ts'))});
    globalThis.vault = openVault(${JSON.stringify(office.vaultFolder)}, { purpose: 'cloison console, roster' });
    console.log('open');
    setInterval(() => {}, 1000);`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(killed, 'exit');
  await once(killed.stdout, 'data');
  expect(told()).toEqual({ vaultUser: 'cloison console, roster', interrupted: null });
  killed.kill('SIGKILL');
  await ended;
  expect(told()).toEqual({ vaultUser: null, interrupted: 'cloison console, roster' });
  openVault(office.vaultFolder, { purpose: 'cloison vault check' }).close();
  expect(told()).toEqual({ vaultUser: null, interrupted: null });
});
