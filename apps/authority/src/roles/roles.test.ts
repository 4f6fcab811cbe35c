import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalLines } from '../journal/journal.ts';
import { approve, requireApproval } from './approvals.ts';
import { givenRoles, giveRole, requireRole, takeRole } from './roles.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const NOW = new Date('2026-09-01T08:00:00Z');
const person = (who: string, now = NOW) => ({ who, now: () => now });
const [ada, bob, eve] = [person('ada'), person('bob'), person('eve')];

describe('roles', () => {
  it('bind nobody while none is given, and then let each do what theirs allows', () => {
    const { vault } = office;
    requireRole(vault, eve, ['custodian'], 'keys copy');
    giveRole(vault, ada, 'ada', 'custodian');
    giveRole(vault, ada, 'bob', 'support');
    requireRole(vault, bob, ['agent', 'support'], 'codes reserve');
    requireRole(vault, eve, null, 'verify journal');
    expect(() => requireRole(vault, bob, ['custodian'], 'keys copy')).toThrow(
      expect.objectContaining({ code: 'role-missing', exit: 1 }),
    );
    expect(() => requireRole(vault, eve, ['agent'], 'codes mint')).toThrow('“eve”');
  });

  it('begin with a custodian, keep one, and leave a line each', () => {
    const { vault } = office;
    const refused = (work: () => void) => {
      try {
        work();
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(refused(() => giveRole(vault, ada, 'bob', 'agent'))).toBe('role-first');
    giveRole(vault, ada, 'ada', 'custodian');
    giveRole(vault, ada, 'bob', 'agent');
    expect(refused(() => takeRole(vault, ada, 'ada', 'custodian'))).toBe('role-last');
    expect(refused(() => takeRole(vault, ada, 'bob', 'support'))).toBe('role-not-given');
    takeRole(vault, ada, 'bob', 'agent');
    takeRole(vault, ada, 'ada', 'custodian');
    expect(givenRoles(vault)).toEqual([]);
    const lines = [...journalLines(vault)].map((text) => (JSON.parse(text) as { what: string }).what);
    expect(lines.slice(-4)).toEqual(['roles.give', 'roles.give', 'roles.take', 'roles.take']);
  });
});

describe('the two-person rule', () => {
  it('wants the approval of another person who has a role, on the same thing, within a day', () => {
    const { vault } = office;
    const refused = (actor = bob, subject = 'essai-2026') => {
      try {
        requireApproval(vault, actor, 'close', subject);
        return false;
      } catch (error) {
        return (error as { code: string }).code === 'approval-missing';
      }
    };
    expect(refused()).toBe(false);
    giveRole(vault, ada, 'ada', 'custodian');
    giveRole(vault, ada, 'bob', 'agent');
    expect(refused()).toBe(true);
    approve(vault, bob, 'close', 'essai-2026');
    approve(vault, eve, 'close', 'essai-2026');
    approve(vault, ada, 'destroy-research', 'essai-2026');
    // Neither one's own, nor that of somebody without a role, nor that of another act.
    expect(refused()).toBe(true);
    approve(vault, ada, 'close', 'essai-2026');
    expect(refused()).toBe(false);
    expect(refused(bob, 'autre-2026')).toBe(true);
    expect(refused(person('bob', new Date('2026-09-02T09:00:00Z')))).toBe(true);
    // Nor one of a clock that was far ahead: it would count for years.
    approve(vault, person('ada', new Date('2031-01-01T00:00:00Z')), 'close', 'essai-2026');
    expect(refused()).toBe(true);
  });

  it('does not go by what somebody approved before leaving, whatever role they come back with', () => {
    // An approval of the custodian who had left counted again once that person was given a role in support.
    const { vault } = office;
    const missing = expect.objectContaining({ code: 'approval-missing' });
    giveRole(vault, ada, 'ada', 'custodian');
    giveRole(vault, ada, 'eve', 'custodian');
    giveRole(vault, ada, 'eve', 'agent');
    approve(vault, eve, 'close', 'essai-2026');
    takeRole(vault, ada, 'eve', 'agent');
    requireApproval(vault, ada, 'close', 'essai-2026');
    takeRole(vault, ada, 'eve', 'custodian');
    expect(() => requireApproval(vault, ada, 'close', 'essai-2026')).toThrow(missing);
    giveRole(vault, ada, 'eve', 'support');
    expect(() => requireApproval(vault, ada, 'close', 'essai-2026')).toThrow(missing);
    approve(vault, eve, 'close', 'essai-2026');
    requireApproval(vault, ada, 'close', 'essai-2026');
  });
});

interface Line {
  readonly kind?: string;
  readonly code?: string;
  readonly copies?: readonly unknown[];
}

it('the command asks for the role and for the other person', () => {
  office.vault.close();
  const bin = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
  const cloison = (who: string, ...args: readonly string[]) => {
    const { stdout } = spawnSync(process.execPath, [bin, ...args, '--json'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CLOISON_VAULT: office.vaultFolder,
        CLOISON_KEYS: office.keysFolder,
        CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
        CLOISON_AGENT: who,
      },
    });
    return stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
  };
  const code = (who: string, ...args: readonly string[]) => cloison(who, ...args).at(-1)?.code ?? 'done';
  expect(code('ada', 'roles', 'give', 'custodian', '--to', 'ada')).toBe('done');
  expect(code('ada', 'roles', 'give', 'agent', '--to', 'bob')).toBe('done');
  expect(code('eve', 'roles', 'give', 'custodian', '--to', 'eve')).toBe('role-missing');
  expect(code('bob', 'keys', 'copy', '--to', join(office.folder, 'k.json'))).toBe('role-missing');
  expect(code('eve', 'verify', 'journal')).toBe('done');
  const close = [
    'campaign',
    'close',
    '--campaign',
    'essai-2026',
    '--platform',
    'http://127.0.0.1:9',
    '--yes',
  ];
  // What would die is shown whatever is refused: the other person has to know what they would approve.
  const [preview, refused] = cloison('bob', ...close);
  expect(preview).toMatchObject({ kind: 'preview', copies: [{ place: 'present' }] });
  expect(refused?.code).toBe('platform-unpublished');
  expect(cloison('eve', ...close).map(({ code, kind }) => code ?? kind)).toEqual(['role-missing']);
  const revoke = ['breach', 'revoke', '--all', '--yes'];
  expect(code('bob', ...revoke)).toBe('approval-missing');
  expect(code('ada', 'roles', 'approve', 'breach-revoke')).toBe('done');
  expect(code('ada', ...revoke)).toBe('approval-missing');
  expect(code('bob', ...revoke)).toBe('done');
});
