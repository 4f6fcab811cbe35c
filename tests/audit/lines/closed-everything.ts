/** After the closing, all media together: what the host ever had, what schools' computers kept, and what is left at the office. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { open, parseCode, rootFromCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { Sealer } from '../../../apps/authority/src/vault/sealer.ts';
import { readVault } from '../../../apps/authority/src/vault/vault.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld, ClosedWorld } from '../audit-world.ts';
import { PUPILS, SCHOOL_NAMES } from '../invented-people.ts';
import { candidatesOf, envelopesIn, keysOf, opensWith, type StolenEnvelope, stretches } from '../theft.ts';

function* filesUnder(...folders: readonly string[]): Generator<Buffer> {
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) yield readFileSync(join(entry.parentPath, entry.name));
}

function* mediaOf(world: AuditWorld, { before, backup, outcome }: ClosedWorld): Generator<Buffer> {
  const { platformFolder, vaultFolder, keysFolder } = world.small;
  yield* filesUnder(before, backup, platformFolder, vaultFolder, keysFolder);
  yield* world.road.seen;
  for (const { written } of world.computers) for (const one of written) yield Buffer.from(one as string);
  yield Buffer.from(JSON.stringify(outcome.certificate));
}

/** Whatever in these bytes is written as 32 bytes are: in base64url or hexadecimal. */
function piecesOf(bytes: Buffer): readonly Uint8Array[] {
  const text = bytes.toString('latin1');
  const coded = text.match(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g) ?? [];
  const hex = text.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? [];
  return [
    ...coded.map((one) => new Uint8Array(Buffer.from(one, 'base64url'))),
    ...hex.map((one) => new Uint8Array(Buffer.from(one, 'hex'))),
  ];
}

export const EVERYTHING: AuditLine = {
  id: 'everything',
  promise: 'anonymous',
  title: { fr: 'Tout réunir après la fermeture', en: 'Bringing everything together after the closing' },
  tried: {
    fr: 'Après la fermeture, quelqu’un réunit tous les supports : le dossier et une sauvegarde de la plateforme d’avant, ses secrets, tout ce qui est passé par elle, ce que les ordinateurs des écoles ont gardé, le coffre d’avant et d’après, et les clés qui restent à l’office avec leur phrase. Tout ce qui peut être une clé est essayé sur une enveloppe de chaque personne et sur un nom du coffre. Il ne manque que le papier : avec une étiquette, on n’ouvre que la passation de cet élève, sans son nom ; le certificat le dit.',
    en: 'After the closing somebody brings all media together: the platform’s folder and backup of before, its secrets, all that passed it, what schools’ computers kept, the vault of before and after, and the keys left at the office with their passphrase. Whatever may be a key is tried on an envelope of each person and on a name in the vault. Paper alone is missing: with one slip one opens this pupil’s sitting and no other, without the name; the certificate says so.',
  },
  stage: 'closed',
  async run(world, tally) {
    const closed = await world.closed();
    const { before, holders, identity } = closed;
    const { keys } = world.small;
    const envelopes = envelopesIn(join(before, 'platform'));
    const perHolder = [...new Map(envelopes.map((one) => [one.holder, one])).values()];
    const tokens = new Map<string, Uint8Array>();
    const pieces = new Map<string, Uint8Array>();
    let bytes = 0;
    for (const medium of mediaOf(world, closed)) {
      bytes += medium.length;
      for (const piece of piecesOf(medium)) pieces.set(toBase64Url(piece), piece);
      for (const [, token] of medium
        .toString('latin1')
        .matchAll(/Bearer ([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g))
        tokens.set(token!, fromBase64Url(token!));
    }
    const research = (await keys.openKey('research', NAME)).key;
    const signing = (await keys.authorityPrivate()).export({ format: 'der', type: 'pkcs8' });
    const secrets = [...filesUnder(join(before, 'platform', 'secrets'))];
    const left = [research, ...[signing, ...secrets].flatMap(stretches)];

    using vault = readVault(join(before, 'vault'));
    const row = vault.get<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM pupil LIMIT 1')!;
    const opensName = (key: Uint8Array) => {
      try {
        new Sealer(NAME, new Uint8Array(key)).open('pupil', 'sealed', row.id, row.sealed);
        return true;
      } catch {
        return false;
      }
    };
    let [tried, opened] = [0, 0];
    const attempt = (piece: Uint8Array, on: readonly StolenEnvelope[]) => {
      for (const key of candidatesOf(piece)) {
        tried += on.length;
        opened += on.filter((one) => opensWith(key, one.bytes)).length;
      }
    };
    // A token is somebody's: it is tried on everybody. Any other key would be one of all, or of the office.
    for (const token of tokens.values()) attempt(token, perHolder);
    for (const piece of [...pieces.values(), ...left]) attempt(piece, perHolder.slice(0, 3));
    const names = [...pieces.values(), ...left].filter(opensName).length;
    tally.add('bytes', bytes);
    tally.add('keys', tokens.size + pieces.size + left.length);
    tally.add('envelopes', envelopes.length);
    tally.add('openings', tried);
    tally.same(opened, 0, 'envelopes that open with all media together');
    tally.same(names, 0, 'keys that open a name of the vault of before');
    tally.holds(
      tokens.size > 8 && pieces.size > 100,
      `only ${tokens.size} tokens and ${pieces.size} pieces were tried`,
    );
    tally.holds(opensName(identity), 'not even the destroyed key opens a name: the attempts were wrong');

    // The paper that the certificate names.
    const sat = holders.find(
      ({ row: { pupil }, code }) =>
        code !== null && [...world.work.finished].some((name) => world.lying.pupil(name).id === pupil),
    )!;
    const campaignId = sat.holder.campaignId;
    const { seal } = keysOf(await rootFromCode(parseCode(sat.code!, 'pupil'), campaignId, argon2id));
    const byPaper = envelopes.filter((one) => opensWith(seal, one.bytes));
    const own = toBase64Url(sat.row.holder_id);
    tally.holds(
      byPaper.length > 1 && byPaper.every(({ holder }) => holder === own),
      'a slip opens something else than its own sitting, or not even that',
    );
    const read = await Promise.all(
      byPaper.map((one) =>
        open(sat.holder, one.bytes as Uint8Array<ArrayBuffer>, {
          kind: one.kind === 'document' ? 'document' : 'record-or-final',
          name: one.name,
        }),
      ),
    );
    const text = JSON.stringify(read.map(({ body }) => body));
    const personal = [
      ...PUPILS.flatMap(({ lastName, firstName, ine }) => [lastName, firstName, ine]),
      ...SCHOOL_NAMES,
    ];
    tally.same(personal.filter((value) => text.includes(value)).length, 0, 'names that a slip brings');
  },
};
