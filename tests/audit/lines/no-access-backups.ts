/** "No access to personal data", for whoever keeps every backup: each alone, and what comparing them tells. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import { backupStore } from '../../../apps/platform/src/backup/backup-store.ts';
import { NeedleIndex, searchPlain } from '../../leak/canary-search.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { codesOf, envelopesIn, openingBytes, personalTexts, type StolenEnvelope } from '../theft.ts';

/** As the operator makes one while the service runs, in a folder of that name. */
async function backUp({ small }: AuditWorld, name: string): Promise<string> {
  const to = join(small.folder, 'platform-backups', name);
  return (await backupStore(join(small.platformFolder, 'store'), to, Date.now)).folder;
}

const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))] as const);

const recordsIn = (folder: string) =>
  new Map(
    envelopesIn(folder, { store: '' })
      .filter(({ kind }) => kind === 'record')
      .map((one) => [`${one.holder}/${one.name}`, one]),
  );

/** What browsers sent by way of the host. */
function envelopesSent({ road }: AuditWorld): readonly Uint8Array[] {
  return road.sent.filter((bytes) => {
    try {
      return parseEnvelopeHeader(new Uint8Array(bytes)).bodyOffset < bytes.length;
    } catch {
      return false;
    }
  });
}

/** Two contents under one key and one nonce: AES-GCM would tell their difference, and let others be forged. */
function sharedNonces(envelopes: readonly Uint8Array[]): { readonly tried: number; readonly shared: number } {
  const contents = new Map<string, Set<string>>();
  for (const bytes of envelopes) {
    const { holderId, iv } = parseEnvelopeHeader(new Uint8Array(bytes));
    const key = `${toBase64Url(holderId)} ${toBase64Url(iv)}`;
    const own = contents.get(key) ?? new Set();
    contents.set(key, own.add(createHash('sha256').update(bytes).digest('hex')));
  }
  const shared = [...contents.values()].filter(({ size }) => size > 1).length;
  return { tried: contents.size, shared };
}

export const BACKUPS: AuditLine = {
  id: 'backups',
  promise: 'access',
  title: { fr: 'Garder toutes les sauvegardes', en: 'Keeping all backups' },
  tried: {
    fr: 'Un administrateur du prestataire garde deux sauvegardes, d’avant et d’après la fin d’une passation, et toutes les enveloppes passées chez lui. Elles sont fouillées, puis comparées : seule la copie de cet élève a changé, à taille égale ; aucune clé n’a servi deux fois avec le même vecteur d’initialisation, ce qui laisserait lire la différence ; aucun secret de la plateforme n’est dans une sauvegarde.',
    en: 'An administrator of the contractor keeps two backups, from before and after the end of a sitting, and all envelopes that passed. They are searched, then compared: the record of this pupil alone has changed, at the same size; no key was used twice with the same nonce, which would show the difference; no secret of the platform is in a backup.',
  },
  stage: 'running',
  async run(world, tally) {
    const pupil = world.fresh();
    const computer = world.computer();
    await world.sit(pupil, false, computer);
    const before = await backUp(world, 'before');
    await world.sit(pupil, true, computer);
    const after = await backUp(world, 'after');

    const holders = await world.holders();
    const index = new NeedleIndex([...personalTexts(), ...codesOf(holders), ...openingBytes(holders)]);
    const secrets = filesUnder(join(world.small.platformFolder, 'secrets'));
    const kept = new NeedleIndex(
      secrets.filter(([name]) => name.endsWith('.key')).flatMap(([, bytes]) => [bytes, decoded(bytes)]),
    );
    for (const folder of [before, after]) {
      for (const [name, bytes] of filesUnder(folder)) {
        tally.add('files');
        tally.add('bytes', bytes.length);
        tally.same(searchPlain(bytes, index, name).length, 0, `values found in ${name} of a backup`);
        tally.same(searchPlain(bytes, kept, name).length, 0, `secrets found in ${name} of a backup`);
      }
    }
    tally.add('needles', index.count + kept.count);
    tally.holds(
      secrets.some(([name, bytes]) => searchPlain(bytes, kept, name).length > 0),
      'the search does not find the secrets where they are',
    );

    const [old, now] = [recordsIn(before), recordsIn(after)];
    const differs = (one: StolenEnvelope, other: StolenEnvelope | undefined) =>
      other === undefined || !Buffer.from(one.bytes).equals(other.bytes);
    const changed = [...now].filter(([key, one]) => differs(one, old.get(key)));
    tally.same(
      changed.map(([key]) => key),
      [`${toBase64Url(pupil.person!.row.holder_id)}/maths`],
      'records that changed from one backup to the other',
    );
    for (const [key, { bytes }] of changed)
      tally.same(bytes.length, old.get(key)?.bytes.length, 'size of the record that changed');

    // Rescue files may be made up: a liar puts other bytes under a true header.
    const all = [before, after]
      .flatMap((folder) => envelopesIn(folder, { store: '' }))
      .filter(({ kind }) => kind !== 'rescue');
    const sent = envelopesSent(world);
    const { tried, shared } = sharedNonces([...all.map(({ bytes }) => bytes), ...sent]);
    tally.add('envelopes', tried);
    tally.same(shared, 0, 'nonces that one key was used with twice');
    tally.holds(sent.length > 20, `only ${sent.length} envelopes were seen passing`);
  },
};

/** What a secret's file holds, when that is base64. */
function decoded(file: Buffer): Uint8Array {
  return new Uint8Array(Buffer.from(file.toString('latin1').trim(), 'base64'));
}
