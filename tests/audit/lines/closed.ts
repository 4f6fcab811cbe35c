/** "The platforms are closed", and "kept by the ministry alone, anonymised": after the end. */
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, WINDOWS } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { parse } from 'csv-parse/sync';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { readCertificate } from '../../../apps/authority/src/close/certificate.ts';
import { journalLines } from '../../../apps/authority/src/journal/journal.ts';
import { fingerprintOf, openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import { anonymise } from '../../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../../apps/authority/src/research/export-research.ts';
import { Sealer } from '../../../apps/authority/src/vault/sealer.ts';
import { readVault } from '../../../apps/authority/src/vault/vault.ts';
import { verifyJournalLines } from '../../../apps/authority/src/verify/verify-journal.ts';
import { NeedleIndex, searchFolder, searchPlain } from '../../leak/canary-search.ts';
import type { AuditLine, Tally } from '../audit-line.ts';
import { PUPILS, SCHOOL_NAMES } from '../invented-people.ts';
import { codesOf, envelopesIn, openingBytes, personalTexts, stretches } from '../theft.ts';

function filesUnder(folder: string): readonly (readonly [string, Buffer])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))] as const);
}

/** By the page docs/fr/verifier-sans-cloison.md, with OpenSSL; null where it is not installed. */
function opensslVerifies(statement: Buffer, key: Buffer, signature: Buffer): boolean | null {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-openssl-'));
  const at = (name: string) => join(folder, name);
  try {
    writeFileSync(at('statement'), statement);
    writeFileSync(at('key.der'), Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]));
    writeFileSync(at('signature'), signature);
    const args = ['pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', at('key.der'), '-rawin'];
    execFileSync('openssl', [...args, '-in', at('statement'), '-sigfile', at('signature')], {
      stdio: 'ignore',
    });
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ENOENT' ? null : false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const RETRIEVAL: AuditLine = {
  id: 'retrieval',
  promise: 'closed',
  title: { fr: 'Lire hors de la période', en: 'Reading outside the period' },
  tried: {
    fr: 'Une restitution est demandée une minute avant l’ouverture, pendant, une minute après la fin, un mois et un an plus tard. La copie d’un élève l’est aussi, par qui a son code : elle se relit pendant la passation et les trois jours où un envoi en retard est encore pris, et plus ensuite.',
    en: 'A report is asked for a minute before the opening, during it, a minute after its end, a month and a year later. So is a pupil’s record, by whoever has the code: it is read during the sitting and the three days in which a late save is still taken, and no longer.',
  },
  stage: 'running',
  async run(_world, tally) {
    const service = await new TestService().start();
    try {
      await service.publish();
      const [pupil, group] = await service.holders('pupil', 'group');
      for (const [holder, name] of [
        [group!, 'report/class'],
        [pupil!, 'ticket'],
      ] as const) {
        const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: holder.id, name, kind: 'document' });
        const sent = await service.authority('PUT', 'documents', { envelopes: [toBase64Url(bytes)] });
        tally.same(sent.json, { results: [{ code: 'ok' }] }, `publication of ${name}`);
      }
      const opens = Date.parse(WINDOWS.report.opens);
      const closes = Date.parse(WINDOWS.report.closes);
      const minute = 60_000;
      for (const [what, nowMs, expected] of [
        ['a minute before', opens - minute, 403],
        ['at the opening', opens, 200],
        ['a minute before the end', closes - minute, 200],
        ['a minute after the end', closes + minute, 403],
        ['a month after', closes + 30 * 24 * 60 * minute, 403],
        ['a year after', closes + 365 * 24 * 60 * minute, 403],
      ] as const) {
        service.nowMs = nowMs;
        const { status } = await service.api(group!, 'GET', 'documents/report/class');
        tally.same(status, expected, `a report ${what}`);
        const { status: foreign } = await service.api(pupil!, 'GET', 'documents/report/class');
        tally.holds(foreign !== 200, `a pupil reads a class report ${what}`);
      }
      const sitting = {
        opens: Date.parse(WINDOWS.maths.opens),
        closes: Date.parse(WINDOWS.maths.closes),
      };
      const record = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil!.id, name: 'maths' });
      service.nowMs = sitting.opens;
      tally.same((await service.put(pupil!, 'maths', record.bytes)).status, 204, 'a save');
      const lateMs = 72 * 60 * minute;
      for (const [what, nowMs, expected] of [
        ['a minute before', sitting.opens - minute, 403],
        ['a minute before the end', sitting.closes - minute, 200],
        ['while late saves are taken', sitting.closes + lateMs - minute, 200],
        ['a minute after that', sitting.closes + lateMs + minute, 403],
        ['a year after', sitting.closes + 365 * 24 * 60 * minute, 403],
      ] as const) {
        service.nowMs = nowMs;
        const { status } = await service.api(pupil!, 'GET', 'records/maths');
        tally.same(status, expected, `a pupil’s record ${what}`);
      }
    } finally {
      await service.remove();
    }
  },
};

const PURGED: AuditLine = {
  id: 'purged',
  promise: 'closed',
  title: { fr: 'Revenir après la fermeture', en: 'Coming back after the closing' },
  tried: {
    fr: 'Chaque titulaire redemande tout ; l’office aussi ; puis chaque fichier de la plateforme est fouillé à la recherche d’un morceau de chacune des enveloppes et de chaque identifiant qu’elle avait.',
    en: 'Every holder asks for everything again, and so does the office; then each file of the platform is searched for a piece of each envelope and each identifier that it had.',
  },
  stage: 'closed',
  async run(world, tally) {
    const { holders, before } = await world.closed();
    for (const { holder } of holders) {
      for (const path of [
        'me',
        'documents/ticket',
        'documents/report/class',
        'records/maths',
        'keys/maths',
      ]) {
        const answer = await fetch(`${world.url}/api/1/${NAME}/${path}`, {
          headers: { authorization: bearer(holder.access) },
        });
        const { code } = (await answer.json()) as { code?: string };
        tally.same([answer.status, code], [410, 'already-purged'], `GET ${path} after the closing`);
      }
    }
    const client = await connectPlatform(world.small.vault, world.small.keys, NAME, {
      platform: world.url,
      patienceMs: 0,
    });
    await tally.refuses('the office’s feed after the closing', () => client.feed('', 10));
    const had = envelopesIn(join(before, 'platform'));
    const pieces = had.map(({ bytes }) => new Uint8Array(bytes.slice(-48, -16)));
    const index = new NeedleIndex([
      ...pieces,
      ...holders.map(({ row }) => row.holder_id),
      ...holders.map(({ row }) => row.access_hash),
    ]);
    const search = (folder: string) =>
      filesUnder(folder).map(
        ([name, bytes]) => [name, bytes.length, searchPlain(bytes, index, name)] as const,
      );
    for (const [name, bytes, hits] of search(world.small.platformFolder)) {
      tally.add('bytes', bytes);
      tally.add('files');
      tally.same(hits.length, 0, `pieces of what was erased in ${name}`);
    }
    tally.add('needles', index.count);
    tally.add('envelopes', had.length);
    const control = new Set(
      search(join(before, 'platform')).flatMap(([, , hits]) => hits.map(({ canary }) => canary)),
    );
    tally.holds(control.size > had.length, 'the same search finds hardly anything in the store of before');
  },
};

const CERTIFICATE: AuditLine = {
  id: 'certificate',
  promise: 'closed',
  title: { fr: 'Tromper le certificat', en: 'Deceiving the certificate' },
  tried: {
    fr: 'L’hébergeur, avec sa vraie clé, atteste d’abord six effacements impossibles ; le certificat obtenu ensuite est vérifié par le programme, par une autre bibliothèque et par OpenSSL, puis avec une autre empreinte, et avec chaque octet changé.',
    en: 'The host, with its real key, first states six erasures that can’t be; the certificate that follows is verified by the program, by another library and by OpenSSL, then with another fingerprint, and with each byte changed.',
  },
  stage: 'closed',
  async run(world, tally) {
    const { outcome, lies } = await world.closed();
    for (const { what, code, isKeyThere } of lies)
      tally.same(
        [code, isKeyThere],
        ['closing-purge', true],
        `a statement ${what}: refusal, and whether the key was still there`,
      );
    const { fingerprint } = world.small.keys.authorityPublic();
    const signed = outcome.certificate;
    const { certificate, purge } = await readCertificate(signed, fingerprint);
    const [statement, key, signature] = [signed.statement, signed.publicKey, signed.signature].map((text) =>
      Buffer.from(text, 'base64url'),
    );
    const publicKey = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key!]),
      format: 'der',
      type: 'spki',
    });
    tally.holds(
      verify(null, statement!, publicKey, signature!),
      'another library does not verify the certificate',
    );
    const byOpenSsl = opensslVerifies(statement!, key!, signature!);
    if (byOpenSsl === null) tally.skips({ fr: 'OpenSSL n’est pas installé', en: 'OpenSSL is not installed' });
    else tally.holds(byOpenSsl, 'OpenSSL does not verify the certificate');
    await tally.refuses('a certificate under another fingerprint', () =>
      readCertificate(signed, fingerprintOf(new Uint8Array(32))),
    );
    let accepted = 0;
    for (let at = 0; at < statement!.length; at++) {
      const altered = Buffer.from(statement!);
      altered[at]! ^= 1;
      accepted += await readCertificate(
        { ...signed, statement: altered.toString('base64url') },
        fingerprint,
      ).then(
        () => 1,
        () => 0,
      );
    }
    tally.add('bytes', statement!.length);
    tally.same(accepted, 0, 'altered certificates that verify');
    const { codes, sequences, holders } = certificate.counts;
    for (const { kind, issued, live, reserve, revoked } of codes)
      tally.same(issued, live + reserve + revoked, `codes of ${kind}: issued`);
    for (const { sequence, expected, final, unfinished, absent, neverBegun } of sequences)
      tally.same(final + unfinished + absent + neverBegun, expected, `${sequence}: expected`);
    const maths = sequences.find(({ sequence }) => sequence === 'maths')!;
    tally.same(
      maths.expected,
      PUPILS.filter(({ level }) => level === '6e').length,
      'pupils that were expected, by the roster',
    );
    tally.holds(
      maths.final >= world.work.finished.size,
      'fewer finals than this audit has seen acknowledged',
    );
    tally.holds((purge?.erased.holders ?? 0) >= holders, 'fewer holders erased than published');
    const left = certificate.notDestroyed.map(({ code }) => code);
    for (const code of ['paper', 'browsers', 'platform-backups', 'unregistered-copies'])
      tally.holds(left.includes(code), `the certificate does not name ${code} among what is not destroyed`);
    tally.same(
      certificate.destroyed.copies.map(({ outcome: one }) => one),
      ['destroyed', 'destroyed'],
      'what became of each registered copy of the key',
    );
  },
};

const KEYS_DESTROYED: AuditLine = {
  id: 'keys-destroyed',
  promise: 'anonymous',
  title: { fr: 'Rouvrir après destruction', en: 'Opening after destruction' },
  tried: {
    fr: 'Le coffre, une copie et une sauvegarde faites avant la fermeture sont rouverts avec tout ce qui reste à l’office ; la clé détruite est cherchée partout, nue et enveloppée.',
    en: 'The vault, a copy and a backup made before the closing are opened with all that is left at the office; the destroyed key is searched for everywhere, bare and wrapped.',
  },
  stage: 'closed',
  async run(world, tally) {
    const { before, backup, identity, wrapped, holders } = await world.closed();
    const { small } = world;
    const { vault, keys, actor, keysFolder, vaultFolder } = small;
    await tally.refuses(
      'the closed campaign',
      () => openCampaign(vault, keys, actor, NAME),
      'campaign-closed',
    );
    const left: Uint8Array[] = [];
    for (const [, bytes] of filesUnder(keysFolder)) left.push(...stretches(bytes));
    left.push((await keys.openKey('research', NAME)).key);
    const { publicKey } = await keys.authority();
    left.push(publicKey);
    for (const place of [join(before, 'vault'), backup]) {
      using copy = readVault(place);
      await tally.refuses(
        'a vault of before, with the keys that are left',
        () => openCampaign(copy, openKeyStore(keysFolder, PASSPHRASE), actor, NAME),
        'key-missing',
      );
      const row = copy.get<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM pupil LIMIT 1')!;
      const opens = (key: Uint8Array) => {
        try {
          new Sealer(NAME, new Uint8Array(key)).open('pupil', 'sealed', row.id, row.sealed);
          return true;
        } catch {
          return false;
        }
      };
      tally.same(left.filter(opens).length, 0, 'keys left at the office that open a name of before');
      tally.add('keys', left.length);
      tally.add('openings', left.length);
      // The key itself would: the attempts were right.
      tally.holds(opens(identity), 'not even the destroyed key opens a name of before');
    }
    const text = Buffer.from(wrapped).toString('utf8');
    const inside = (JSON.parse(text) as { wrapped?: string }).wrapped ?? text;
    const index = new NeedleIndex([identity, inside, ...openingBytes(holders)]);
    for (const folder of [vaultFolder, keysFolder, before, small.platformFolder]) {
      for (const [name, bytes] of filesUnder(folder)) {
        const hits = searchPlain(bytes, index, name);
        tally.add('bytes', bytes.length);
        tally.add('files');
        tally.same(hits.length, 0, `the destroyed key, or a key of somebody, in ${name}`);
      }
    }
    tally.add('needles', index.count);
    const { hits } = searchFolder(
      vaultFolder,
      new NeedleIndex([...personalTexts().filter((one) => !isPublic(one)), ...codesOf(holders)]),
    );
    tally.same(hits.length, 0, 'names, numbers, answers or codes in the vault that is left');
    const db = new DatabaseSync(join(vaultFolder, 'vault.sqlite'), { readOnly: true });
    for (const table of ['holder', 'pupil', 'class', 'school', 'record', 'document', 'result'])
      tally.same(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n, 0, `rows left in ${table}`);
    db.close();
  },
};

/** Labels that a campaign's own files may say. */
const isPublic = (text: string) =>
  SCHOOL_NAMES.includes(text) || PUPILS.some(({ classLabel }) => classLabel === text);

const ANONYMOUS: AuditLine = {
  id: 'anonymous',
  promise: 'anonymous',
  title: { fr: 'Désigner quelqu’un', en: 'Pointing at somebody' },
  tried: {
    fr: 'Le fichier de recherche est fouillé (noms, numéros, réponses tapées) ; puis quelqu’un qui aurait la liste complète des élèves, avec sexe, naissance et école, cherche à qui chaque ligne peut appartenir. Le compte est refait ici, et comparé à celui que le fichier déclare.',
    en: 'The research file is searched (names, numbers, typed answers); then somebody who has the whole roster, with sex, birth and school, looks for whom each row may belong to. The count is made again here, and compared with the one that the file states.',
  },
  stage: 'closed',
  async run(world, tally) {
    await world.closed();
    const { vault, keys, actor, folder } = world.small;
    const { k } = await anonymise(vault, keys, actor, NAME);
    const to = join(folder, 'recherche');
    const { files } = await exportResearch(vault, keys, actor, NAME, to);
    const { hits, bytes } = searchFolder(to, new NeedleIndex(personalTexts()));
    tally.add('bytes', bytes);
    tally.add('files', files.length);
    tally.same(hits.length, 0, 'names, numbers, classes, schools or typed answers in the research file');
    const codebook = JSON.parse(readFileSync(join(to, 'codebook.json'), 'utf8')) as {
      anonymisation: {
        risk: readonly {
          level: string;
          background: { after: { fewestPersons: number; uniqueLinks: number } };
        }[];
      };
    };
    for (const level of ['6e', 'cp']) {
      const rows = parse(readFileSync(join(to, `eleves-${level}.csv`)), {
        columns: true,
        record_delimiter: '\r\n',
      }) as Record<string, string>[];
      const persons = PUPILS.filter((one) => one.level === level).map(backgroundOf);
      const fits = rows.map(
        (row) =>
          persons.filter((person) => KNOWN.every((name) => row[name] === '' || row[name] === person[name]))
            .length,
      );
      tally.add('rows', rows.length);
      tally.holds(rows.length > 0, `the file of ${level} is empty`);
      tally.holds(
        fits.every((n) => n >= k),
        `a row of ${level} fits only ${Math.min(...fits)} pupils, ${k} is the least`,
      );
      const stated = codebook.anonymisation.risk.find((one) => one.level === level)?.background.after;
      tally.same(
        stated?.fewestPersons,
        Math.min(...fits),
        `${level}: fewest persons whom a row fits, as the file states it`,
      );
      tally.same(stated?.uniqueLinks, 0, `${level}: rows that fit one person alone, as the file states it`);
      // Alike in all that is told: at least k rows each.
      const alike = Map.groupBy(rows, (row) => KNOWN.map((name) => row[name]).join('|'));
      tally.holds(
        [...alike.values()].every((own) => own.length >= k),
        `a combination of ${level} is shared by fewer than ${k} rows`,
      );
    }
    tally.add('people', PUPILS.length);
  },
};

const KNOWN = ['sexe', 'naissance_annee', 'naissance_trimestre', 'secteur', 'ep', 'departement'] as const;

/** What a neighbour may know of a pupil, in the words of the file. */
function backgroundOf({ row, school }: (typeof PUPILS)[number]): Record<string, string> {
  const [year, month] = row[6]!.split('-');
  const ep = school.startsWith('0770002') ? 'REP' : 'HEP';
  return {
    sexe: row[7]!,
    naissance_annee: year!,
    naissance_trimestre: String(Math.ceil(Number(month) / 3)),
    secteur: 'PU',
    ep,
    departement: school.slice(1, 3),
  };
}

const JOURNAL: AuditLine = {
  id: 'journal',
  promise: 'anonymous',
  title: { fr: 'Réécrire le journal', en: 'Rewriting the journal' },
  tried: {
    fr: 'Chaque ligne du journal de l’office est modifiée, retirée, puis échangée avec la suivante ; sa fin est coupée ; il est réécrit en entier. L’empreinte inscrite au certificat doit le montrer.',
    en: 'Each line of the office’s journal is altered, removed, then swapped with the next; its end is cut; it is written anew as a whole. The hash in the certificate must show it.',
  },
  stage: 'closed',
  async run(world, tally) {
    const { outcome } = await world.closed();
    const { certificate } = await readCertificate(outcome.certificate, null);
    const anchor = { hash: certificate.journal.head };
    const lines = [...journalLines(world.small.vault)];
    verifyJournalLines(lines, anchor);
    tally.add('rows', lines.length);
    const missed = (what: string, altered: readonly string[]) =>
      mustFail(tally, what, () => verifyJournalLines(altered, anchor));
    for (const [i, line] of lines.entries()) {
      if (i >= certificate.journal.lines) break;
      missed(`line ${i + 1} altered`, lines.with(i, line.replace(/"who":"[^"]*"/, '"who":"autre"')));
      missed(`line ${i + 1} removed`, lines.toSpliced(i, 1));
      if (i + 1 < certificate.journal.lines)
        missed(`lines ${i + 1} and ${i + 2} swapped`, lines.with(i, lines[i + 1]!).with(i + 1, line));
    }
    missed('its end cut off', lines.slice(0, certificate.journal.lines - 1));
    missed('another journal in its place', rewritten(lines));
    for (const text of personalTexts())
      if (lines.some((line) => line.includes(text))) tally.finds('the journal has a name');
  },
};

function mustFail(tally: Tally, what: string, attempt: () => unknown): void {
  let passed = true;
  try {
    attempt();
  } catch {
    passed = false;
  }
  tally.holds(!passed, `a journal with ${what} verifies`);
}

/** With its chain made again from the first line. */
function rewritten(lines: readonly string[]): readonly string[] {
  let previous = '0'.repeat(64);
  return lines.map((line) => {
    const text = JSON.stringify({ ...(JSON.parse(line) as object), who: 'faussaire', previous });
    previous = createHash('sha256').update(text).digest('hex');
    return text;
  });
}

export const CLOSED: readonly AuditLine[] = [RETRIEVAL, PURGED, CERTIFICATE];
export const ANONYMISED: readonly AuditLine[] = [KEYS_DESTROYED, ANONYMOUS, JOURNAL];
