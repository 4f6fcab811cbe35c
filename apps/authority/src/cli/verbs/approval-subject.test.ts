/** What may be approved: a word that is about nothing was kept and journaled, and let nobody do anything. */
import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { silentTerminal } from '@cloison/dev-env/authority/silent-terminal.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { journalLines } from '../../journal/journal.ts';
import type { Act } from '../../roles/approvals.ts';
import { openVault } from '../../vault/vault.ts';
import { loadRoom } from '../load-room.ts';
import { approvalSubject } from './approval-subject.ts';

const NAME = 'essai-2026';
const PUPIL = '0a'.repeat(16);

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

it.each<[Act, string | undefined, RegExp]>([
  ['replace-signing', undefined, /lost.*leaked/],
  ['replace-signing', 'stolen', /lost.*leaked/],
  ['close', 'essai-2025', /essai-2026/],
  ['close', `${NAME}/1`, /essai-2026/],
  ['destroy-research', '', /essai-2026/],
  ['read-sitting', undefined, /essai-2026\//],
  ['read-sitting', NAME, /essai-2026\//],
  ['read-sitting', '1234567', /essai-2026\//],
  ['read-sitting', `${NAME}/1234567`, /essai-2026\//],
  ['read-sitting', `essai-2025/${PUPIL}`, /essai-2026\//],
  ['read-sitting', 'essai-2025/files/f1', /essai-2026\//],
  ['read-sitting', `${NAME}/files/nowhere`, /essai-2026\//],
  ['cohort-export', 'panel-2026', /cohort/],
  ['cohort-end', undefined, /cohort/],
])('%s of %s is refused, and the refusal says what the act is about', (act, subject, told) => {
  expect(() => approvalSubject(office.vault, act, subject, NAME)).toThrow(
    expect.objectContaining({ code: 'approval-subject', message: expect.stringMatching(told) }),
  );
});

it.each<[Act, string | undefined, string]>([
  ['replace-signing', 'lost', 'lost'],
  ['close', undefined, NAME],
  ['close-unstated', NAME, NAME],
  ['breach-revoke', undefined, NAME],
  ['read-sitting', `${NAME}/${PUPIL}`, `${NAME}/${PUPIL}`],
  ['read-sitting', `${NAME}/files/f1`, `${NAME}/files/f1`],
])('%s of %s is about %s', (act, subject, about) => {
  expect(approvalSubject(office.vault, act, subject, undefined)).toBe(about);
});

it('the command keeps nothing of an approval that is refused', async () => {
  const { vault, vaultFolder: folder } = office;
  const before = [...journalLines(vault)].length;
  vault.close();
  const verb = (await loadRoom('roles')).verbs.find(({ name }) => name === 'approve')!;
  const options = {
    ...{ vault: folder, keys: office.keysFolder, share: [], wait: 3 },
    act: 'replace-signing',
  };
  const terminal = silentTerminal('agent', SAMPLE_PASSPHRASE);
  await expect(verb.start(terminal, options, 'roles approve')).rejects.toMatchObject({
    code: 'approval-subject',
    exit: 2,
  });
  using again = openVault(folder);
  expect([...journalLines(again)]).toHaveLength(before);
});
