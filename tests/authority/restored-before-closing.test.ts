/** A vault that was put back from a backup of before its campaign was closed, and what the certificate makes of it. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '@cloison/command';
import { fill } from '@cloison/command/refusal';
import { silentTerminal } from '@cloison/dev-env/authority/silent-terminal.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type SignedStatement, signStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { campaignState } from '../../apps/authority/src/campaign/campaign-row.ts';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { loadRoom } from '../../apps/authority/src/cli/load-room.ts';
import { type Certificate, readCertificate } from '../../apps/authority/src/close/certificate.ts';
import {
  closeByCertificate,
  closeCampaign,
  closingCertificate,
} from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLinesOf } from '../../apps/authority/src/journal/journal.ts';
import { copyKey, destructionOutcomes, keyCopies, lookAtCopy } from '../../apps/authority/src/keys/copies.ts';
import { fingerprintOf, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { destroyResearch } from '../../apps/authority/src/research/destroy-research.ts';
import { approve } from '../../apps/authority/src/roles/approvals.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { replaceSigningKey } from '../../apps/authority/src/signing/replace-signing-key.ts';
import { backupVault } from '../../apps/authority/src/vault/backup-vault.ts';
import { restoreVault } from '../../apps/authority/src/vault/restore-vault.ts';
import { openVault, type Vault } from '../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';
import { pupilsOf, sit } from './simulated-people.ts';

let small: SmallCampaign;
let restored: Vault;
let signed: SignedStatement;
let stick: string;
let drawer: string;
let identity: string;
beforeEach(async () => {
  small = await startSmallCampaign();
  const { vault, keys, actor, campaign, folder, platform } = small;
  const here = { platform: platform.url };
  await publishCampaign(campaign, keys, here);
  await sit(small, (await pupilsOf(small)).get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await serveCampaign(campaign, keys, { ...here, once: true });
  // A copy that the closing destroys, and whose medium is away when the vault is put back.
  drawer = join(folder, 'drawer');
  mkdirSync(drawer);
  await copyKey(vault, keys, actor, 'identity', NAME, join(drawer, 'copy.json'));
  const backup = await backupVault(small.vaultFolder, small.keysFolder, join(folder, 'backups'), actor.now);
  // A copy that is made after the backup, and whose stick is not there when the campaign is closed.
  stick = join(folder, 'stick');
  mkdirSync(stick);
  await copyKey(vault, keys, actor, 'identity', NAME, join(stick, 'copy.json'));
  renameSync(stick, `${stick}-pulled`);
  identity = keys.pathOf('identity', NAME);
  copyFileSync(identity, join(folder, 'forgotten.json'));
  signed = (await closeCampaign(vault, keys, actor, NAME, { ...here, leaveCopies: true })).certificate;
  renameSync(drawer, `${drawer}-away`);
  await restoreVault(backup.folder, join(folder, 'restored'), () => 0);
  restored = openVault(join(folder, 'restored'));
});
afterEach(async () => {
  restored.close();
  await small.close();
});

const store = () => openKeyStore(small.keysFolder, PASSPHRASE);
const byCertificate = (leaveCopies = false, what: unknown = signed) =>
  closeByCertificate(restored, store(), small.actor, NAME, what, { leaveCopies });
const state = () => campaignState({ vault: restored, name: NAME });
const rowsLeft = () => restored.count('SELECT (SELECT count(*) FROM pupil) + (SELECT count(*) FROM record)');

test('is closed by the certificate: what was left of the key is destroyed, the sealed rows are erased, the certificate is kept', async () => {
  // The campaign stayed open for ever: no last collection can be made of a platform that is purged, nor without the key.
  await expect(
    closeCampaign(restored, store(), small.actor, NAME, {
      platform: small.platform.url,
      leaveCopies: true,
    }),
  ).rejects.toMatchObject({
    code: 'platform-purged',
    words: { fr: expect.stringContaining('campaign close --certificate') },
  });
  await expect(openCampaign(restored, store(), small.actor, NAME)).rejects.toMatchObject({
    code: 'key-missing',
    words: { fr: expect.stringContaining('campaign close --certificate') },
  });
  // The stick that the closing left is asked for, as at any closing.
  await expect(byCertificate()).rejects.toMatchObject({
    code: 'recognise-copies',
    words: { fr: expect.stringContaining(join(stick, 'copy.json')) },
  });
  expect([state(), restored.meta(`closing-certificate:${NAME}`)]).toEqual(['open', null]);
  renameSync(`${stick}-pulled`, stick);
  // Somebody put the key back into its folder.
  copyFileSync(join(small.folder, 'forgotten.json'), identity);
  await byCertificate();
  expect(state()).toBe('closed');
  expect(closingCertificate(restored, NAME)).toEqual(signed);
  expect(rowsLeft()).toBe(0);
  const copies = keyCopies(restored, NAME).filter(({ purpose }) => purpose === 'identity');
  expect(copies.map(({ path, destroyed_at }) => [path, destroyed_at !== null]).toSorted()).toEqual(
    [
      [identity, true],
      [join(stick, 'copy.json'), true],
      [join(drawer, 'copy.json'), true],
    ].toSorted(),
  );
  expect(copies.map((copy) => lookAtCopy(copy)).toSorted()).toEqual(['absent', 'absent', 'unreachable']);
  const { certificate } = await readCertificate(signed, null);
  expect([...journalLinesOf(restored, 'campaign.close-recognised')].map(({ detail }) => detail)).toEqual([
    {
      closedAt: certificate.at,
      key: certificate.authorityKey,
      lines: certificate.journal.lines,
      head: certificate.journal.head,
    },
  ]);
  verifyJournal(restored);
  // Run again, it gives what it has.
  expect((await byCertificate()).certificate).toEqual(signed);
  // The key of research rows that are nowhere any more is registered, so that it can be destroyed.
  const research = store().pathOf('research', NAME);
  expect(keyCopies(restored, NAME).find(({ purpose }) => purpose === 'research')?.path).toBe(research);
  expect(destroyResearch(restored, store(), small.actor, NAME)).toEqual({
    rows: 0,
    copies: [{ path: research, outcome: 'destroyed' }],
  });
});

test('leaves a stick that is not there by name, not one that the closing has destroyed', async () => {
  await byCertificate(true);
  expect(state()).toBe('closed');
  const copies = keyCopies(restored, NAME).filter(({ purpose }) => purpose === 'identity');
  expect(destructionOutcomes(restored, 'identity', NAME)).toEqual(
    new Map([
      [identity, 'destroyed'],
      [join(drawer, 'copy.json'), 'destroyed'],
      [join(stick, 'copy.json'), 'unreachable'],
    ]),
  );
  const left = copies.filter(({ destroyed_at }) => destroyed_at === null).map(({ path }) => path);
  expect(left).toEqual([join(stick, 'copy.json')]);
});

test('leaves alone what is no key, where the certificate says that a copy was left: it may be another computer’s path', async () => {
  // It was overwritten and removed: this vault had never put anything there.
  mkdirSync(stick);
  const notes = join(stick, 'copy.json');
  writeFileSync(notes, '{"notes":"de la réunion"}');
  await byCertificate();
  expect(state()).toBe('closed');
  expect(readFileSync(notes, 'utf8')).toBe('{"notes":"de la réunion"}');
});

test('a closing that was taken over goes on without the file, and signs no second certificate', async () => {
  const stop = new AbortController();
  const steps: string[] = [];
  await expect(
    closeByCertificate(restored, store(), small.actor, NAME, signed, {
      leaveCopies: true,
      signal: stop.signal,
      onStep: (step) => {
        steps.push(step);
        if (step === 'purged') stop.abort();
      },
    }),
  ).rejects.toThrow();
  expect([steps.at(-1), state()]).toEqual(['purged', 'closing']);
  const done = await closeCampaign(restored, store(), small.actor, NAME, {
    platform: 'http://127.0.0.1:9',
    leaveCopies: true,
  });
  expect(done.certificate).toEqual(signed);
  expect([state(), rowsLeft()]).toEqual(['closed', 0]);
});

test('refuses a certificate that is altered, of another key, campaign, vault or platform, or by a key after it was replaced', async () => {
  const refused = async (what: unknown) => {
    const found = await byCertificate(true, what).then(
      () => null,
      (error) => [error.code, ...(error.data.member === undefined ? [] : [error.data.member])],
    );
    expect([state(), rowsLeft() > 0]).toEqual(['open', true]);
    return found;
  };
  const { certificate } = await readCertificate(signed, null);
  const own = await store().authority();
  const sign = (change: Partial<Certificate>, by = own) =>
    signStatement(
      { ...certificate, authorityKey: fingerprintOf(by.publicKey), ...change },
      by.privateKey,
      by.publicKey,
    );
  expect((await refused({ ...signed, signature: 'AAAA' }))?.[0]).toBe('recognise-invalid');
  expect((await refused({}))?.[0]).toBe('recognise-invalid');
  const otherKeys = openKeyStore(join(small.folder, 'other-keys'), PASSPHRASE);
  await otherKeys.initialise();
  expect((await refused(await sign({}, await otherKeys.authority())))?.[0]).toBe('recognise-key');
  const { destroyed } = certificate;
  const unstated = { purge: null, unstated: { by: 'x', reason: 'y', refused: 'z' } };
  expect(await refused(await sign({ ...unstated, campaign: 'autre-2026' }))).toEqual([
    'recognise-other',
    'campaign',
  ]);
  expect(await refused(await sign({ destroyed: { ...destroyed, identityKey: 'a'.repeat(16) } }))).toEqual([
    'recognise-other',
    'identityKey',
  ]);
  const elsewhere = { address: 'https://autre.example/', key: fingerprintOf(own.publicKey) };
  expect(await refused(await sign({ ...unstated, platform: elsewhere }))).toEqual([
    'recognise-other',
    'platform',
  ]);
  // Signed by the key of before, in time: believed. Dated after its replacement: whoever has that key may have made it.
  await replaceSigningKey(restored, store(), small.actor, { why: 'leaked' });
  const later = new Date(Date.now() + 60_000).toISOString();
  expect((await refused(await sign({ at: later })))?.[0]).toBe('recognise-key');
  await byCertificate(true);
  expect(state()).toBe('closed');
});

test('refuses what a leaked key signed, however early it is dated, while there is a key to destroy and the platform states nothing', async () => {
  // Whoever had found the signing key could have the identity key of an open campaign destroyed.
  copyFileSync(join(small.folder, 'forgotten.json'), identity);
  const { certificate } = await readCertificate(signed, null);
  const { privateKey, publicKey } = await store().authority();
  const unstated = { purge: null, unstated: { by: 'x', reason: 'y', refused: 'z' } };
  const forged = await signStatement({ ...certificate, ...unstated }, privateKey, publicKey);
  await replaceSigningKey(restored, store(), small.actor, { why: 'leaked' });
  await expect(byCertificate(true, forged)).rejects.toMatchObject({
    code: 'recognise-leaked',
    words: { fr: expect.stringContaining('Rien n’a changé.') },
  });
  expect([state(), rowsLeft() > 0]).toEqual(['open', true]);
  expect(lookAtCopy(keyCopies(restored, NAME).find(({ path }) => path === identity)!)).toBe('present');
  // By the true one, whose platform states it: the key was put back by mistake.
  await byCertificate(true);
  expect(state()).toBe('closed');
});

test('takes what a leaked key signed without a statement of the platform where the identity key is gone', async () => {
  const { certificate } = await readCertificate(signed, null);
  const { privateKey, publicKey } = await store().authority();
  const unstated = { purge: null, unstated: { by: 'x', reason: 'y', refused: 'z' } };
  const gone = await signStatement({ ...certificate, ...unstated }, privateKey, publicKey);
  await replaceSigningKey(restored, store(), small.actor, { why: 'leaked' });
  // A copy may be on a medium that is not here, whatever the certificate says of it.
  await expect(byCertificate(true, gone)).rejects.toMatchObject({ code: 'recognise-leaked' });
  expect([state(), rowsLeft() > 0]).toEqual(['open', true]);
  mkdirSync(drawer);
  await byCertificate(true, gone);
  expect(state()).toBe('closed');
});

test('takes two persons once roles are given', async () => {
  giveRole(restored, small.actor, small.actor.who, 'custodian');
  giveRole(restored, small.actor, 'autre', 'custodian');
  await expect(byCertificate(true)).rejects.toMatchObject({ code: 'approval-missing' });
  expect(state()).toBe('open');
  approve(restored, { ...small.actor, who: 'autre' }, 'close', NAME);
  await byCertificate(true);
  expect(state()).toBe('closed');
});

test('the command takes the file alone, and says that the research rows are not here', async () => {
  const path = join(small.folder, 'certificat.json');
  writeFileSync(path, JSON.stringify(signed));
  restored.close();
  const close = (await loadRoom('campaign')).verbs.find(({ name }) => name === 'close')!;
  const said: string[] = [];
  const terminal: Terminal = {
    ...silentTerminal('agent', PASSPHRASE),
    say: ({ fr }, values) => fill(fr, values, 'fr'),
    print: (text) => said.push(text),
    note: (text) => said.push(text),
  };
  const folders = { vault: join(small.folder, 'restored'), keys: small.keysFolder };
  const options = {
    ...folders,
    share: [],
    wait: 3,
    patience: 1,
    campaign: NAME,
    yes: true,
    leaveCopies: true,
  };
  await close.start(terminal, { ...options, certificate: path }, 'campaign close');
  const text = said.join('\n');
  expect(text).toContain(`Campagne ${NAME} fermée dans ce coffre aussi, d’après le certificat du`);
  expect(text).toMatch(/Les \d+ lignes de recherche de cette fermeture ne sont pas dans ce coffre/);
  expect(text).toContain(store().pathOf('research', NAME));
  // Once more, with another campaign's: what is said is of the certificate that this vault keeps.
  const { certificate } = await readCertificate(signed, null);
  const { privateKey, publicKey } = await store().authority();
  const other = { ...certificate, campaign: 'autre-2025', at: '2025-11-30T10:00:00Z' };
  const unstated = { purge: null, unstated: { by: 'x', reason: 'y', refused: 'z' } };
  const foreign = await signStatement({ ...other, ...unstated, places: [] }, privateKey, publicKey);
  writeFileSync(path, JSON.stringify(foreign));
  said.length = 0;
  await close.start(terminal, { ...options, certificate: path }, 'campaign close');
  expect(said[0]).toMatch(new RegExp(`^Campagne ${NAME} fermée dans ce coffre aussi`));
  restored = openVault(folders.vault);
  expect(state()).toBe('closed');
  await expect(anonymise(restored, store(), small.actor, NAME)).rejects.toMatchObject({
    code: 'research-empty',
    words: { fr: expect.stringContaining('sauvegarde') },
  });
});
