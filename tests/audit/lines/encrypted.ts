/** "Databases are encrypted, and all transfers": the office's own vault, altered bytes, sizes; and "stored at the office alone". */
import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Session } from '@cloison/client';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { open, parseTicket } from '@cloison/protocol';
import { patternOf, toBase64Url } from '@cloison/protocol/public';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { backupVault } from '../../../apps/authority/src/vault/backup-vault.ts';
import { openVault, type Vault } from '../../../apps/authority/src/vault/vault.ts';
import { checkBorders } from '../../../scripts/check-borders.ts';
import { pupilBody } from '../../authority/simulated-people.ts';
import { NeedleIndex, searchBytes, searchFolder, searchPlain } from '../../leak/canary-search.ts';
import type { AuditLine } from '../audit-line.ts';
import { PUPILS } from '../invented-people.ts';
import { codesOf, envelopesIn, openingBytes, readMemory, stealFolder } from '../theft.ts';

/** Class labels and school names are public in campaign files; whose they are is not: searched for apart. */
const people = () =>
  PUPILS.flatMap(({ lastName, firstName, ine, typed }) => [lastName, firstName, ine, typed]);

/** A long answer that no compression makes short: two thirds of a thousand symbols. */
const INCOMPRESSIBLE = Array.from({ length: 10 }, (_, i) =>
  createHash('sha384').update(`réponse ${i}`).digest('base64'),
).join('');

/** The hashes by which a vault finds what it has sealed, whatever the table. */
function lookupsOf(vault: Pick<Vault, 'all'>): ReadonlySet<string> {
  const columns = vault.all<{ owner: string; name: string }>(
    `SELECT t.name AS owner, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
     WHERE t.type = 'table' AND c.name LIKE '%lookup'`,
  );
  return new Set(
    columns.flatMap(({ owner, name }) =>
      vault
        .all<{ hash: Uint8Array }>(`SELECT ${name} AS hash FROM ${owner} WHERE ${name} IS NOT NULL`)
        .map(({ hash }) => toBase64Url(hash)),
    ),
  );
}

const ROOT = join(import.meta.dirname, '../../..');

export const ENCRYPTED: readonly AuditLine[] = [
  {
    id: 'vault',
    promise: 'encrypted',
    title: { fr: 'Voler le coffre, sans les clés', en: 'Stealing the vault, without its keys' },
    tried: {
      fr: 'Le coffre de l’office et une sauvegarde sont fouillés comme la plateforme, puis ouverts avec d’autres clés, avec la mauvaise phrase secrète, et sans clés. Les empreintes par lesquelles le coffre retrouve un élève sont comparées à celles d’un autre coffre sur les mêmes listes : une seule en commun, et il suffirait d’essayer tous les numéros.',
      en: 'The office’s vault and a backup of it are searched like the platform, then opened with other keys, with a wrong passphrase, and without keys. The hashes by which the vault finds a pupil are compared with those of another vault on the same lists: with a single one in common, trying all numbers would be enough.',
    },
    stage: 'running',
    async run(world, tally) {
      const { vaultFolder, keysFolder, folder, actor } = world.small;
      const holders = await world.holders();
      const index = new NeedleIndex([...people(), ...codesOf(holders), ...openingBytes(holders)]);
      const stolen = join(folder, 'stolen-vault');
      cpSync(vaultFolder, stolen, { recursive: true });
      const { folder: backup } = await backupVault(
        vaultFolder,
        keysFolder,
        join(folder, 'backups'),
        () => new Date(),
      );
      const { hits: inFiles, bytes, files } = searchFolder(stolen, index);
      const copy = readFileSync(join(backup, 'vault.sqlite'));
      const hits = [...inFiles, ...searchPlain(copy, index, 'backup')];
      tally.add('bytes', bytes + copy.length);
      tally.add('files', files + 1);
      tally.holds(hits.length === 0, `${hits.length} values were found`);
      for (const { file, form } of hits) tally.finds(`vault: ${file}, as ${form}`);
      tally.add('needles', index.count);
      using vault = openVault(stolen);
      const again = lookupsOf((await world.other()).vault);
      const own = lookupsOf(vault);
      tally.holds(
        own.size > PUPILS.length && again.size > PUPILS.length,
        `only ${own.size} and ${again.size} look-ups were compared`,
      );
      tally.same(
        [...own].filter((one) => again.has(one)).length,
        0,
        'look-ups that two vaults have in common',
      );
      const other = openKeyStore(join(folder, 'other-keys'), 'une autre phrase tout aussi longue');
      await other.initialise();
      const wrong = openKeyStore(keysFolder, 'une mauvaise phrase secrète');
      const none = openKeyStore(join(folder, 'no-keys'), 'peu importe');
      for (const [what, keys] of [
        ['other keys', other],
        ['a wrong passphrase', wrong],
        ['no keys', none],
      ] as const)
        await tally.refuses(`a vault that is opened with ${what}`, () =>
          openCampaign(vault, keys, actor, NAME),
        );
    },
  },
  {
    id: 'alter',
    promise: 'encrypted',
    title: { fr: 'Changer un octet', en: 'Changing one byte' },
    tried: {
      fr: 'Chaque octet d’une copie d’élève et d’un document scellé est changé, un à la fois ; rien ne doit s’ouvrir, ni être pris pour autre chose.',
      en: 'Each byte of a pupil’s record and of a sealed document is changed, one at a time; nothing may open, nor be taken for something else.',
    },
    stage: 'running',
    async run(world, tally) {
      const holders = new Map(
        (await world.holders()).map((one) => [toBase64Url(one.row.holder_id), one.holder]),
      );
      const envelopes = envelopesIn(stealFolder(world, 'alter'));
      for (const kind of ['record', 'document'] as const) {
        const envelope = envelopes.find(
          (one) => one.kind === kind && (kind === 'record' ? one.name === 'maths' : one.name === 'ticket'),
        );
        const holder = envelope === undefined ? undefined : holders.get(envelope.holder);
        if (envelope === undefined || holder === undefined) throw new Error(`no ${kind} was stolen`);
        const address = {
          kind: kind === 'record' ? 'record-or-final' : 'document',
          name: envelope.name,
        } as const;
        const original = new Uint8Array(envelope.bytes);
        await open(holder, original, address);
        tally.add('opened');
        let opened = 0;
        for (let at = 0; at < original.length; at++) {
          const altered = original.slice();
          altered[at]! ^= 1 << (at % 8);
          opened += await open(holder, altered, address).then(
            () => 1,
            () => 0,
          );
        }
        tally.add('openings', original.length);
        tally.same(opened, 0, `altered copies of a ${kind} that open`);
      }
    },
  },
  {
    id: 'sizes',
    promise: 'encrypted',
    title: { fr: 'Comparer les tailles', en: 'Comparing sizes' },
    tried: {
      fr: 'Les enveloppes de toutes les personnes sont mesurées : qui a presque tout répondu et qui n’a rien répondu doivent avoir la même taille.',
      en: 'The envelopes of all persons are measured: who answered nearly everything and who answered nothing must have the same size.',
    },
    stage: 'running',
    async run(world, tally) {
      const quiet = world.fresh();
      const talkative = world.fresh();
      for (const [pupil, answers] of [
        [quiet, {}],
        [talkative, { m1: 'B', m2: 'A', m3: '12', m4: INCOMPRESSIBLE }],
      ] as const) {
        const person = world.lying.person(pupil.firstName);
        const body = pupilBody(world.small, answers, false);
        const sealed = await world.lying.seal(person, body, { version: 1, saves: { 1: 1 } });
        await world.lying.send(person, sealed.bytes);
      }
      const stolen = envelopesIn(stealFolder(world, 'sizes'));
      const byPattern = Map.groupBy(
        stolen.filter(({ kind }) => kind !== 'document'),
        ({ name }) => (patternOf(name) === 'maths' ? 'maths' : 'entry'),
      );
      const tickets = stolen.filter(({ name }) => name === 'ticket');
      tally.add('envelopes', stolen.length);
      for (const [pattern, own] of [...byPattern, ['ticket', tickets] as const])
        tally.same(
          new Set(own.map(({ bytes, name }) => bytes.length - name.length)).size,
          1,
          `sizes of ${own.length} ${pattern} envelopes`,
        );
      tally.same([...byPattern.keys()].sort(), ['entry', 'maths'], 'kinds of records that were measured');
      await world.lying.serve();
    },
  },
  {
    id: 'browsers',
    promise: 'office',
    title: { fr: 'Fouiller les ordinateurs des écoles', en: 'Searching the computers of schools' },
    tried: {
      fr: 'Tout ce que les navigateurs ont jamais écrit (copies en attente, journal de secours, documents lus) est fouillé ; rien n’y est en clair.',
      en: 'Everything that browsers ever wrote (waiting copies, recovery journal, documents read) is searched; nothing in it is in clear.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      await world.sit(pupil, false);
      const holders = await world.holders();
      const index = new NeedleIndex([...people(), ...codesOf(holders), ...openingBytes(holders)]);
      const texts = world.computers.flatMap(({ written }) =>
        written.map((one) => Buffer.from(one as string).toString('latin1')),
      );
      const written = [...new Set(texts)].map((one) => Buffer.from(one, 'latin1'));
      let [bytes, found] = [0, 0];
      for (const one of written) {
        bytes += one.length;
        const hits = searchBytes(one, index, 'browser');
        found += hits.length;
        for (const { form } of hits) tally.finds(`a browser wrote a value, as ${form}`);
      }
      tally.add('files', world.computers.length);
      tally.add('bytes', bytes);
      tally.add('needles', index.count);
      tally.same(found, 0, 'values that were found');
      tally.holds(written.length > 50, `browsers wrote only ${written.length} times`);
      const ticket = await (await Session.fromRoot(pupil.person!.root, world.computer().options)).document(
        'ticket',
        parseTicket,
      );
      tally.holds(ticket !== null, 'who has the code reads nothing either: the search was of nothing');
    },
  },
  {
    id: 'program',
    promise: 'office',
    title: { fr: 'Chercher de quoi ouvrir', en: 'Looking for what could open' },
    tried: {
      fr: 'Tout ce que le programme de la plateforme atteint est parcouru, et sa mémoire fouillée : le code qui ouvre une enveloppe, lit un code ou corrige un exercice n’y est pas.',
      en: 'All that the platform’s program reaches is followed, and its memory searched: the code that opens an envelope, reads a code or scores an item is not there.',
    },
    stage: 'running',
    run(world, tally) {
      const problems = checkBorders();
      tally.same(problems.length, 0, 'imports that lead the platform to code that opens');
      for (const problem of problems.slice(0, 5)) tally.finds(problem);
      // A line of each file that could, as V8 keeps the source of what it has loaded; and one that the platform does have.
      const lineOf = (file: string) => {
        const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
        return lines
          .filter((line) => /^(?:export )?(?:async )?function \w+\(/.test(line))
          .sort((a, b) => b.length - a.length)[0]!
          .replace(/[:].*$/, '');
      };
      const secret = ['envelope', 'keys', 'code', 'body', 'receipt'].map(
        (name) => `packages/protocol/src/${name}.ts`,
      );
      const scoring = ['evaluate', 'map-response'].map((name) => `packages/qti/src/score/${name}.ts`);
      const forbidden = new NeedleIndex([...secret, ...scoring].map(lineOf));
      const present = new NeedleIndex([lineOf('packages/protocol/src/write-rule.ts')]);
      let [found, control] = [0, 0];
      const total = readMemory(world.platform.pid, 512, (bytes) => {
        forbidden.each(bytes, ({ canary }) => {
          if (found < 20)
            tally.finds(`the platform’s memory has the source of ${[...secret, ...scoring][canary]}`);
          found += 1;
          return found < 20;
        });
        if (control === 0 && present.first(bytes) !== null) control += 1;
      });
      if (total === null) {
        tally.skips({
          fr: 'ce système ne montre pas la mémoire d’un processus',
          en: 'this system does not show the memory of a process',
        });
        return;
      }
      tally.add('bytes', total);
      tally.same(found, 0, 'sources of code that opens, in memory');
      tally.holds(control > 0, 'the search did not find the source that the platform does have');
    },
  },
  {
    id: 'at-the-office',
    promise: 'office',
    title: { fr: 'Retrouver tout à l’office', en: 'Finding everything at the office' },
    tried: {
      fr: 'À l’inverse : avec les clés de l’office, chaque nom, numéro national et réponse se lit. Ce que les fouilles n’ont trouvé nulle part existait donc bien.',
      en: 'The other way round: with the office’s keys every name, national number and answer is read. What the searches found nowhere was therefore there to be found.',
    },
    stage: 'running',
    async run(world, tally) {
      const { vault, campaign } = world.small;
      const clear: string[] = [];
      for (const row of vault.all<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM pupil'))
        clear.push(JSON.stringify(campaign.sealer.open('pupil', 'sealed', row.id, row.sealed)));
      const holders = new Map(
        (await world.holders()).map((one) => [toBase64Url(one.row.holder_id), one.holder]),
      );
      const db = new DatabaseSync(join(world.small.vaultFolder, 'vault.sqlite'), { readOnly: true });
      try {
        for (const { holder, name, envelope } of db
          .prepare('SELECT holder, name, envelope FROM record WHERE envelope IS NOT NULL')
          .all()) {
          const own = holders.get(toBase64Url(new Uint8Array(holder as Uint8Array)));
          if (own === undefined) continue;
          const opened = await open(own, new Uint8Array(envelope as Uint8Array), {
            kind: 'record-or-final',
            name: String(name),
          }).catch(() => null);
          if (opened === null) continue;
          tally.add('opened');
          clear.push(JSON.stringify(opened.body));
        }
      } finally {
        db.close();
      }
      const text = clear.join('\n');
      for (const { lastName, firstName, ine } of PUPILS)
        tally.holds(
          [lastName, firstName, ine].every((value) => text.includes(value)),
          'a pupil of the roster is not read with the keys',
        );
      const typed = PUPILS.filter(({ firstName }) => world.work.finished.has(firstName));
      for (const one of typed)
        tally.holds(text.includes(one.typed), 'an answer that was collected is not read with the keys');
      tally.add('people', PUPILS.length);
    },
  },
];
