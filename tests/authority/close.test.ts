/** The end of a campaign: closing, certificate, what opens afterwards, the research file. */
import { createHmac } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { CANARIES, PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign, closingCertificate } from '../../apps/authority/src/close/close-campaign.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { COHORT_PARTS, type CohortPart, makeCohortKey } from '../../apps/authority/src/cohort/cohort-keys.ts';
import { markPupils } from '../../apps/authority/src/cohort/cohort-marks.ts';
import { cohortKeyName, readIdentifiers } from '../../apps/authority/src/cohort/cohort-rows.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { copyKey } from '../../apps/authority/src/keys/copies.ts';
import { readKeyFile, unwrapKey } from '../../apps/authority/src/keys/key-file.ts';
import { fingerprintOf, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import type { ContentRow } from '../../apps/authority/src/vault/rows.ts';
import { Sealer } from '../../apps/authority/src/vault/sealer.ts';
import { readVault } from '../../apps/authority/src/vault/vault.ts';
import { verifyCertificate } from '../../apps/authority/src/verify/verify-certificate.ts';
import { verifyJournal, verifyJournalLines } from '../../apps/authority/src/verify/verify-journal.ts';
import { groupOf, key, type Pupil, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
let pupils: Map<string, Pupil>;
let vaultBefore: string;
let keyCopy: string;
const COHORT = 'panel-2026';
const cohortKeys: Uint8Array[] = [];
const cohortPrints: string[] = [];

function markBy(part: CohortPart) {
  const actor = { ...small.actor, who: `personne ${part}` };
  const key = join(small.folder, `cohorte-${part}.json`);
  return markPupils({ ...small.campaign, actor }, part, { key, passphrase: async () => PASSPHRASE });
}

/** Of these pupils, computed anew from their national numbers. */
function identifiersOf(rows: readonly (readonly string[])[]): string[] {
  const hmac = (key: Uint8Array, ...parts: readonly (string | Buffer)[]) =>
    parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
  return rows.map(([, , , ine]) => {
    const first = hmac(cohortKeys[0]!, `cloison/cohort/1/first\0${COHORT}\0${ine}`);
    return hmac(cohortKeys[1]!, 'cloison/cohort/1/second\0', first).subarray(0, 16).toString('base64url');
  });
}
const pupil = (name: string) => {
  const found = pupils.get(name);
  if (found === undefined) throw new Error(name);
  return found;
};
const here = () => ({ platform: small.platform.url });

/** Every file below a folder, whole. */
function bytesUnder(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

beforeAll(async () => {
  small = await startSmallCampaign({
    campaign: (yaml) => `${yaml}cohort: { name: ${COHORT}, until: 2036-08-31 }\n`,
  });
  pupils = await pupilsOf(small);
  await publishCampaign(small.campaign, small.keys, here());
  await sit(small, pupil('Anna'), { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await sit(small, pupil('Bilal'), { m1: 'B', m2: 'C', m4: '=cmd()' });
  await sit(small, pupil('Chloé'), { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await sit(small, pupil('Emma'), { m1: 'B' }, false);
  // David used somebody else's slip: that sitting is set apart, and he begins again with a reserve code.
  await sit(small, pupil('David'), { m1: 'C', m2: 'C' });
  await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
  giveReserve(small.campaign, pupil('David').orderNumber, 'misused');
  // Farid lost his slip in the middle of the sequence: his sitting goes on under a reserve code.
  await sit(small, pupil('Farid'), { m1: 'B', m2: 'A' }, false);
  await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
  giveReserve(small.campaign, pupil('Farid').orderNumber, 'lost');
  await publishCampaign(small.campaign, small.keys, here());
  pupils = await pupilsOf(small);
  const cp = await groupOf(small, 'cp');
  for (const name of ['Gaël', 'Hana', 'Jules', 'Karim']) {
    await key(small, cp.class, pupil(name), {
      l1: 'A',
      l2: 'B',
      l3: 'A',
      l4: name === 'Hana' ? '!noAnswer' : 'B',
    });
  }
  await key(small, cp.class, pupil('Inès'), { l1: '!absent', l2: '!absent', l3: '!absent', l4: '!absent' });
  keyCopy = join(small.folder, 'coffre-fort.json');
  await copyKey(small.vault, small.keys, small.actor, 'identity', NAME, keyCopy);
  for (const part of COHORT_PARTS) {
    const actor = { ...small.actor, who: `personne ${part}` };
    const to = join(small.folder, `cohorte-${part}.json`);
    const { vault, keysFolder } = small;
    const passphrase = async () => PASSPHRASE;
    const made = await makeCohortKey(vault, actor, { cohort: COHORT, part, to, keysFolder, passphrase });
    cohortPrints.push(made.fingerprint);
    cohortKeys.push((await unwrapKey(readKeyFile(to), PASSPHRASE, to)).key);
    await markBy(part);
  }
});
afterAll(async () => {
  await small.close();
});

describe('reserve codes', () => {
  test('a lost code’s sitting goes on, a misused one’s does not', async () => {
    const farid = (await readDocument(small, pupil('Farid').person!, 'ticket'))?.body as {
      sequences: { resume: { items: object } | null }[];
    };
    expect(Object.keys(farid.sequences[0]?.resume?.items ?? {})).toEqual(['m1', 'm2']);
    const david = (await readDocument(small, pupil('David').person!, 'ticket'))?.body as {
      sequences: { resume: object | null }[];
    };
    expect(david.sequences[0]?.resume).toBeNull();
  });
});

describe('closing', () => {
  test('is refused, and everything stays, when the counts do not reconcile', async () => {
    await serveCampaign(small.campaign, small.keys, { ...here(), once: true });
    // Records of a code that changed hands are opened anew by the last collection, and would reconcile.
    const { pupil: id } = small.vault.get<{ pupil: number }>(
      `SELECT pupil FROM result WHERE pupil NOT IN
         (SELECT pupil FROM holder WHERE replaces IS NOT NULL AND pupil IS NOT NULL) LIMIT 1`,
    )!;
    const kept = small.vault.all<{ sequence: string; sealed: Uint8Array; source: Uint8Array }>(
      'SELECT * FROM result WHERE pupil = ?',
      id,
    );
    small.vault.run('DELETE FROM result WHERE pupil = ?', id);
    await expect(closeCampaign(small.vault, small.keys, small.actor, NAME, here())).rejects.toMatchObject({
      code: 'closing-counts',
    });
    for (const row of kept) {
      small.vault.run('INSERT INTO result VALUES (?, ?, ?, ?)', id, row.sequence, row.source, row.sealed);
    }
    expect(small.vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
    expect(await readDocument(small, pupil('Anna').person!, 'ticket')).not.toBeNull();
  });

  test('gives the campaign back when the last collection brings a first sitting of a pupil without an identifier', async () => {
    const lastLines = (count: number) =>
      [...journalLines(small.vault)].slice(-count).map((text) => {
        const { what, detail } = JSON.parse(text) as { what: string; detail: object };
        return [what, detail];
      });
    const { id } = small.vault.get<{ id: number }>(
      'SELECT id FROM pupil WHERE id NOT IN (SELECT pupil FROM result) AND order_sealed IS NOT NULL',
    )!;
    small.vault.run('DELETE FROM cohort_mark WHERE pupil = ?', id);
    await sit(small, pupil('David'), { m1: 'B' }, false);
    await expect(closeCampaign(small.vault, small.keys, small.actor, NAME, here())).rejects.toMatchObject({
      code: 'closing-cohort',
      message: expect.stringContaining('1 pupil of'),
    });
    expect(small.vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
    expect(small.vault.count('SELECT count(*) FROM closing')).toBe(0);
    expect(lastLines(1)).toEqual([['campaign.closing-refused', { withoutIdentifier: 1 }]]);
    // Nothing was destroyed: documents are still given out, and the sitting is collected.
    expect(await readDocument(small, pupil('Anna').person!, 'ticket')).not.toBeNull();
    expect(small.vault.count('SELECT count(*) FROM result WHERE pupil = ?', id)).toBe(1);
    for (const part of COHORT_PARTS) await markBy(part);
  });

  test('counts, purges, destroys and certifies', async () => {
    vaultBefore = `${small.vaultFolder}-avant`;
    small.release();
    cpSync(small.vaultFolder, vaultBefore, { recursive: true });
    await small.reopen();
    // Two releases of figures to schools: the certificate has to say that they stay.
    const insert = () => {
      for (const number of [1, 2])
        small.vault.run(
          `INSERT INTO figures (campaign, domain, number, at, release)
           VALUES (?, 'lire', ?, '2026-10-01T08:00:00.000Z', '{}')`,
          NAME,
          number,
        );
    };
    const done = await closeCampaign(small.vault, small.keys, small.actor, NAME, {
      ...here(),
      onStep: (step) => {
        if (step === 'distilled') insert();
      },
    });
    expect(done.counts.codes).toEqual([
      // 6 pupils and 2 reserves, and the 2 that replaced those given out.
      expect.objectContaining({ kind: 'pupil', live: 6, reserve: 0, revoked: 2, issued: 8 }),
      expect.objectContaining({ kind: 'staff', live: 4, reserve: 0, revoked: 0, issued: 4, used: null }),
    ]);
    expect(done.counts.codes[0]?.used).toEqual({ live: 5, reserve: 0, revoked: 2 });
    expect(done.counts.sequences).toEqual([
      { sequence: 'maths', expected: 6, final: 3, unfinished: 3, absent: 0, neverBegun: 0, left: 0 },
      { sequence: 'lettres', expected: 5, final: 4, unfinished: 0, absent: 1, neverBegun: 0, left: 0 },
    ]);
    expect(done.counts.received).toEqual({ records: 12, counted: 11, apart: 1, quarantined: 0 });
    expect(done.researchRows).toBe(11);
  });

  test('the certificate verifies with the authority’s fingerprint, and with no other', async () => {
    const path = join(small.folder, 'certificat.json');
    writeFileSync(path, JSON.stringify(closingCertificate(small.vault, NAME)));
    const { fingerprint } = small.keys.authorityPublic();
    const { certificate, purge } = await verifyCertificate(path, fingerprint.toLowerCase());
    expect(certificate.destroyed.copies.map(({ outcome }) => outcome)).toEqual(['destroyed', 'destroyed']);
    expect(certificate.notDestroyed.map(({ code }) => code)).toContain('paper');
    const cohort = certificate.notDestroyed.find(({ code }) => code === 'cohort-keys');
    for (const print of cohortPrints) {
      expect(cohort?.what.fr).toContain(`empreinte ${print}`);
      expect(cohort?.what.en).toContain(`fingerprint ${print}`);
    }
    expect(cohort?.what.en).toContain('Alone, neither tells anything about a pupil. Together they find');
    expect(cohort?.what.fr).toContain('Elles ne donnent pas le nom d’une ligne.');
    expect(cohort?.until.fr).toContain('jusqu’au 2036-08-31');
    const marks = certificate.notDestroyed.find(({ code }) => code === 'cohort-marks');
    expect(marks?.what.en).toContain('beside 11 pseudonymous rows');
    const figures = certificate.notDestroyed.find(({ code }) => code === 'figures')?.what;
    expect(figures?.fr).toContain('(2 publications)');
    expect(small.vault.count('SELECT count(*) FROM figures')).toBe(2);
    // What a platform says by default: the French page held an English paragraph.
    const backups = certificate.notDestroyed.find(({ code }) => code === 'platform-backups')?.what;
    expect(backups?.en).toContain(purge?.notErased);
    expect(backups?.fr).toContain('Les copies que l’exploitant ou l’hébergeur a faites');
    expect(backups?.fr).not.toContain('Copies that');
    expect(purge?.erased).toMatchObject({ records: 12, holders: certificate.counts.holders });
    await expect(verifyCertificate(path, fingerprintOf(new Uint8Array(32)))).rejects.toMatchObject({
      code: 'certificate-key',
    });
    const signed = JSON.parse(readFileSync(path, 'utf8'));
    const statement = JSON.parse(Buffer.from(signed.statement, 'base64url').toString());
    statement.counts.sequences[0].final = 5;
    signed.statement = Buffer.from(JSON.stringify(statement)).toString('base64url');
    writeFileSync(path, JSON.stringify(signed));
    await expect(verifyCertificate(path, fingerprint)).rejects.toMatchObject({ code: 'certificate-invalid' });
    verifyJournal(small.vault, { hash: certificate.journal.head });
  });

  test('afterwards nothing opens: not the vault, not a copy made before, not what the platform has', async () => {
    await expect(openCampaign(small.vault, small.keys, small.actor, NAME)).rejects.toMatchObject({
      code: 'campaign-closed',
    });
    using copy = readVault(vaultBefore);
    const sameKeys = openKeyStore(small.keysFolder, PASSPHRASE);
    await expect(openCampaign(copy, sameKeys, small.actor, NAME)).rejects.toMatchObject({
      code: 'key-missing',
    });
    expect(copy.count('SELECT count(*) FROM holder')).toBeGreaterThan(0);
    expect(readdirSync(small.keysFolder).some((file) => file.startsWith('identity'))).toBe(false);
    expect(() => readFileSync(keyCopy)).toThrow();
    const response = await fetch(`${small.platform.url}/api/1/${NAME}/me`, {
      headers: { authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    });
    expect(response.ok).toBe(false);
    small.vault.compact();
    for (const folder of [small.vaultFolder, vaultBefore, small.platformFolder]) {
      for (const bytes of bytesUnder(folder)) {
        for (const name of [...CANARIES, ...PUPILS.map(([, , , ine]) => ine)]) {
          expect(bytes.includes(name)).toBe(false);
          expect(bytes.includes(Buffer.from(name, 'utf16le'))).toBe(false);
        }
      }
    }
    for (const table of ['holder', 'pupil', 'class', 'school', 'record', 'document', 'result', 'apart']) {
      expect([table, small.vault.count(`SELECT count(*) FROM ${table}`)]).toEqual([table, 0]);
    }
  });

  test('closed again, it gives the same certificate and changes nothing', async () => {
    const before = [...journalLines(small.vault)].length;
    const again = await closeCampaign(small.vault, small.keys, small.actor, NAME, here());
    expect(again.certificate).toEqual(closingCertificate(small.vault, NAME));
    expect([...journalLines(small.vault)].length).toBe(before);
  });
});

describe('the research file', () => {
  test('is anonymised by the campaign’s own threshold, never below it', async () => {
    await expect(anonymise(small.vault, small.keys, small.actor, NAME, { k: 3 })).rejects.toMatchObject({
      code: 'research-k',
    });
    // That it would leave the vault was said before the refusal.
    const announced: string[] = [];
    const folder = join(small.folder, 'recherche');
    await expect(
      exportResearch(small.vault, small.keys, small.actor, NAME, folder, () => announced.push(folder)),
    ).rejects.toMatchObject({ code: 'research-not-anonymised' });
    expect(announced).toEqual([]);
    const done = await anonymise(small.vault, small.keys, small.actor, NAME);
    expect(done).toMatchObject({ rows: 11, droppedRows: 0, k: 5 });
    // "chat" was typed twice and "=cmd()" once, all fewer than five times.
    expect(done.suppressedTexts).toBe(3);
  });

  test('has nothing of the cohort’s identifiers, which stand beside the pseudonymous rows', async () => {
    const { key } = await small.keys.openKey('research', NAME);
    const sealer = new Sealer(NAME, key);
    const rowsOf = (table: 'research' | 'anonymised') =>
      small.vault
        .all<{ id: number; sealed: Uint8Array }>(`SELECT id, sealed FROM ${table}`)
        .map(({ id, sealed }) => sealer.open<object>(table, 'sealed', id, sealed));
    const identifiers = identifiersOf(PUPILS);
    const rows = await small.keys.openKey('research', cohortKeyName(COHORT));
    const found = readIdentifiers(small.vault, NAME, rows.key);
    expect([...found.values()].sort()).toEqual(identifiers.toSorted());
    // Beside the rows, never in them, and not under their key.
    for (const row of rowsOf('research'))
      for (const one of identifiers) expect(JSON.stringify(row)).not.toContain(one);
    expect(() => readIdentifiers(small.vault, NAME, key)).toThrow();
    const anonymous = rowsOf('anonymised');
    expect(anonymous).toHaveLength(11);
    for (const row of anonymous)
      for (const one of identifiers) expect(JSON.stringify(row)).not.toContain(one);
    const folder = join(small.folder, 'recherche-sans-cohorte');
    await exportResearch(small.vault, small.keys, small.actor, NAME, folder);
    for (const bytes of bytesUnder(folder)) {
      for (const one of identifiers) expect(bytes.includes(one)).toBe(false);
      expect(bytes.includes(COHORT)).toBe(false);
    }
  });

  test('is written as CSV and Parquet with the same values, and a codebook', async () => {
    const folder = join(small.folder, 'recherche');
    const announced: string[] = [];
    const announce = () => announced.push(folder);
    const done = await exportResearch(small.vault, small.keys, small.actor, NAME, folder, announce);
    expect(announced).toEqual([folder]);
    expect(done.files).toEqual([
      'eleves-6e.csv',
      'eleves-6e.parquet',
      'eleves-cp.csv',
      'eleves-cp.parquet',
      'codebook.json',
      'codebook.html',
      'eleves-6e.ddi.xml',
      'eleves-6e.R',
      'eleves-cp.ddi.xml',
      'eleves-cp.R',
    ]);
    const ddi = readFileSync(join(folder, 'eleves-6e.ddi.xml'), 'utf8');
    expect(ddi).toContain('<fileName>eleves-6e.parquet</fileName>');
    expect(ddi).toContain('<labl xml:lang="fr">score : Calculer</labl>');
    // What an answer lacks is a category; texts of pupils, counted together, make no factor.
    expect(ddi).toContain('<catValu>#NV</catValu>');
    const script = readFileSync(join(folder, 'eleves-6e.R'), 'utf8');
    expect(script).toContain('eleves_6e[["groupe_calcul"]] <- factor(');
    expect(script).toContain('"score_calcul" = "numeric"');
    expect(`${ddi}${script}`).not.toContain('…');
    const csv = parse(readFileSync(join(folder, 'eleves-6e.csv')), {
      columns: true,
      record_delimiter: '\r\n',
    }) as Record<string, string>[];
    expect(csv).toHaveLength(6);
    // Anna and Chloé have three points in calcul, Bilal one; nobody else has a result.
    expect(csv.map((row) => row.score_calcul).sort()).toEqual(['', '', '', '1', '3', '3']);
    expect(csv.map((row) => row.groupe_calcul).sort()).toEqual([
      '',
      '',
      '',
      'fragile',
      'satisfactory',
      'satisfactory',
    ]);
    expect(csv.map((row) => row.r_maths_m4).sort()).toEqual(['#NV', '#NV', '#NV', '#SUP', '#SUP', '#SUP']);
    const combinations = Map.groupBy(csv, (row) =>
      [
        row.sexe,
        row.naissance_annee,
        row.naissance_trimestre,
        row.secteur,
        row.ep,
        row.region,
        row.departement,
      ].join('|'),
    );
    for (const rows of combinations.values()) expect(rows.length).toBeGreaterThanOrEqual(5);
    const file = readFileSync(join(folder, 'eleves-6e.parquet'));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const parquet = (await parquetReadObjects({ file: buffer })) as Record<string, unknown>[];
    expect(
      parquet.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
        ),
      ),
    ).toEqual(csv);
    const codebook = JSON.parse(readFileSync(join(folder, 'codebook.json'), 'utf8'));
    const score = codebook.files[0].variables.find(({ name }: { name: string }) => name === 'score_calcul');
    expect(score).toMatchObject({ label: { fr: 'score : Calculer' }, maxScore: 3, missing: 3 });
    expect(score.mean).toBeCloseTo(7 / 3, 12);
    const page = readFileSync(join(folder, 'codebook.html'), 'utf8');
    expect(page).toContain('Item m1');
    for (const bytes of bytesUnder(folder)) {
      for (const [, , , ine, lastName, firstName] of PUPILS) {
        for (const name of [ine, lastName, firstName]) {
          if (name.length > 4) expect(bytes.includes(name)).toBe(false);
        }
      }
    }
  });

  test('says in its codebook who is alone by answers, and tells no place behind which there are too few schools', async () => {
    const folder = join(small.folder, 'recherche');
    const { anonymisation } = JSON.parse(readFileSync(join(folder, 'codebook.json'), 'utf8'));
    expect(anonymisation).toMatchObject({
      k: 5,
      minSchools: 3,
      released: { items: 'responses', seconds: true },
    });
    for (const { level, rows, background, answers } of anonymisation.risk) {
      const csv = parse(readFileSync(join(folder, `eleves-${level}.csv`)), {
        columns: true,
        record_delimiter: '\r\n',
      }) as Record<string, string>[];
      expect(csv).toHaveLength(rows);
      // Each level is in one or two schools.
      for (const row of csv)
        expect([row.secteur, row.ep, row.region, row.departement]).toEqual(['', '', '', '']);
      const vectors = Map.groupBy(csv, (row) =>
        JSON.stringify(Object.entries(row).filter(([name]) => /^[rs]_/.test(name))),
      );
      expect(answers.vectors).toBe(vectors.size);
      expect(answers.unique).toBe([...vectors.values()].filter((members) => members.length === 1).length);
      expect(background.after.fewestPersons).toBeGreaterThanOrEqual(5);
    }
    expect(readFileSync(join(folder, 'codebook.html'), 'utf8')).toContain('Risque mesuré');
    const { certificate } = await readCertificate(closingCertificate(small.vault, NAME), null);
    expect(certificate.research.answers!.map(({ level, rows }) => [level, rows])).toEqual([
      ['6e', 6],
      ['cp', 5],
    ]);
  });

  test('holds of single items what the statistician decides, and no more in the vault', async () => {
    const at = async (items: 'scores' | 'none', seconds: boolean) => {
      await anonymise(small.vault, small.keys, small.actor, NAME, { released: { items, seconds } });
      const folder = join(small.folder, `recherche-${items}`);
      await exportResearch(small.vault, small.keys, small.actor, NAME, folder);
      const [header] = parse(readFileSync(join(folder, 'eleves-6e.csv')), {
        record_delimiter: '\r\n',
      }) as string[][];
      return new Set(header!.map((name) => /^[rst]_/.exec(name)?.[0] ?? ''));
    };
    expect(await at('scores', false)).toEqual(new Set(['', 's_']));
    expect(await at('none', false)).toEqual(new Set(['']));
  });

  test('its export stands in the journal, whose exported lines verify too', () => {
    const lines = [...journalLines(small.vault)];
    expect(lines.at(-1)).toContain('"campaign.export"');
    expect(verifyJournalLines(lines).lines).toBe(lines.length);
  });

  test('content and keys of items stay in the vault: they are nobody’s', () => {
    expect(small.vault.all<ContentRow>(`SELECT * FROM content WHERE kind = 'source'`).length).toBeGreaterThan(
      0,
    );
  });
});

describe('a rehearsal', () => {
  test('leaves nothing for research, and a certificate that says so', async () => {
    const rehearsal = await startSmallCampaign({
      campaign: (yaml) => yaml.replace('rehearsal: false', 'rehearsal: true'),
    });
    try {
      const { vault, keys, actor, platform, campaign } = rehearsal;
      await publishCampaign(campaign, keys, { platform: platform.url });
      const done = await closeCampaign(vault, keys, actor, NAME, { platform: platform.url });
      expect(done.researchRows).toBe(0);
      const { certificate } = await readCertificate(done.certificate, null);
      expect(certificate).toMatchObject({ rehearsal: true, research: { rows: 0, key: null } });
      await expect(anonymise(vault, keys, actor, NAME)).rejects.toMatchObject({ code: 'research-empty' });
    } finally {
      await rehearsal.close();
    }
  });

  test('that was never published, or whose platform is away, stays open', async () => {
    const open = await startSmallCampaign();
    try {
      const { vault, keys, actor, platform, campaign } = open;
      const close = (url: string) =>
        closeCampaign(vault, keys, actor, NAME, { platform: url, patienceMs: 0 });
      await expect(close(platform.url)).rejects.toMatchObject({ code: 'platform-unpublished' });
      await publishCampaign(campaign, keys, { platform: platform.url });
      await expect(close('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'platform-unreachable' });
      expect(vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
    } finally {
      await open.close();
    }
  });
});
