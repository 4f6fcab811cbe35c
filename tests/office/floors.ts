/**
 * What a step of the office cannot do without, done bare: the same bytes and the same number of rows, and nothing else. One
 * thread each; a floor of several parts is 1/(1/a + 1/b + …).
 */
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { mintCode, NO_PREVIOUS, parsePlainPupilBody, rootFromCode } from '@cloison/protocol';
import { argon2idOnThisThread } from '@cloison/protocol/argon2-node';
import { toBase64Url } from '@cloison/protocol/public';
import { holderKeys } from '../../apps/authority/src/codes/holder-secret.ts';
import { openEnvelope, sealEnvelope } from '../../apps/authority/src/envelopes/envelope.ts';
import { connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { scorePupil } from '../../apps/authority/src/score/score-sitting.ts';
import { scoringModel } from '../../apps/authority/src/score/sequence-scoring.ts';
import type { HolderRow, RecordRow, ResearchRow, ResultRow } from '../../apps/authority/src/vault/rows.ts';
import { Sealer } from '../../apps/authority/src/vault/sealer.ts';
import { NAME, openClosedWorld, openWorld, rosterFiles } from './office-world.ts';
import type { StepInput } from './steps.ts';

export interface FloorTime {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A floor is measured on as many at most. */
const SAMPLE = 20_000;
/** Documents in one call, as a publication sends them: some six megabytes. */
const RECEIVED_TOGETHER = 250;

async function timed(count: number, work: () => unknown): Promise<FloorTime> {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const used = process.cpuUsage(before);
  return { count, seconds: (performance.now() - began) / 1000, cpuSeconds: (used.user + used.system) / 1e6 };
}

/** Rows of so many bytes into a table of nothing else, in one transaction that is on disk at the end. */
function bareRows(folder: string, sizes: readonly number[]): Promise<FloorTime> {
  const place = join(folder, 'floor');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  const db = new DatabaseSync(join(place, 'bare.sqlite'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (id INTEGER PRIMARY KEY, row BLOB)',
  );
  const rows = sizes.map((size) => randomBytes(size));
  const insert = db.prepare('INSERT INTO bare VALUES (?, ?)');
  return timed(rows.length, () => {
    db.exec('BEGIN');
    for (const [i, row] of rows.entries()) insert.run(i, row);
    db.exec('COMMIT');
    db.close();
    rmSync(place, { recursive: true, force: true });
  });
}

/** Bodies of tickets, by far the most documents. */
function ticketLike(i: number, sequences: readonly object[]): object {
  return {
    v: 1,
    kind: 'ticket',
    level: '6e',
    label: `6e B · n° ${1_000_000 + i}`,
    orderNumber: String(1_000_000 + i),
    sequences,
    accommodations: { font: null, zoom: null, contrast: null },
    seed: i * 7919,
    manifest: 'ab'.repeat(32),
    routingKeys: {},
  };
}

interface Sample {
  readonly holder: HolderRow;
  readonly name: string;
  readonly envelope: Uint8Array;
}

async function sampleRecords(folder: string) {
  const { campaign } = await openWorld(folder);
  const rows = campaign.vault.all<RecordRow>(
    `SELECT * FROM record WHERE envelope IS NOT NULL LIMIT ${SAMPLE}`,
  );
  const samples = rows.map(({ holder, name, envelope }): Sample => {
    const row = campaign.vault.get<HolderRow>('SELECT * FROM holder WHERE holder_id = ?', holder)!;
    return { holder: row, name, envelope: envelope! };
  });
  return { campaign, samples };
}

/** Rows of a closed campaign, each opened once. */
async function openedRows(folder: string, table: 'research' | 'anonymised'): Promise<FloorTime> {
  const { vault, keys } = openClosedWorld(folder);
  const { key } = await keys.openKey('research', NAME);
  const sealer = new Sealer(NAME, key);
  const rows = vault.all<ResearchRow>(`SELECT * FROM ${table} LIMIT ${SAMPLE}`);
  vault.close();
  return timed(rows.length, () => {
    for (const { id, sealed } of rows) sealer.open(table, 'sealed', id, sealed);
  });
}

export const FLOORS = {
  /** One reading of the roster. */
  read: {
    run: async ({ folder, pupils }: StepInput) =>
      timed(pupils, async () => {
        for await (const part of createReadStream(rosterFiles(folder).pupils)) if (part.length === 0) break;
      }),
  },
  /** Facts of pupils sealed, with the two look-ups by which they are found and compared. */
  pupilSeals: {
    run: async ({ folder, pupils }: StepInput) => {
      const { sealer } = (await openWorld(folder)).campaign;
      const count = Math.min(pupils, SAMPLE);
      const ines = Array.from({ length: count }, (_, i) => `${String(i).padStart(9, '0')}AB`);
      return timed(count, () => {
        for (const [i, ine] of ines.entries()) {
          const facts = { ine, lastName: 'Béranger', firstName: 'Zoé', birthDate: '2015-03-04', sex: 'F' };
          const json = JSON.stringify({ ...facts, accommodations: [] });
          sealer.lookup('ine', ine);
          sealer.lookup('facts', json);
          sealer.sealJson('pupil', 'sealed', i, Buffer.from(json, 'utf8'));
        }
      });
    },
  },
  /** Rows of pupils. */
  pupilRows: {
    run: ({ folder, pupils }: StepInput) =>
      bareRows(folder, new Array<number>(Math.min(pupils, SAMPLE)).fill(330)),
  },
  argon2id: {
    run: async ({ folder }: StepInput) => {
      const { campaign } = await openWorld(folder);
      const code = mintCode('pupil', (length) => new Uint8Array(randomBytes(length)));
      return timed(100, async () => {
        for (let i = 0; i < 100; i++) await rootFromCode(code, campaign.campaignId, argon2idOnThisThread);
      });
    },
  },
  /** A row found by its random key and changed. */
  changedRows: {
    run: async ({ folder, pupils }: StepInput) => {
      const place = join(folder, 'floor');
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      const db = new DatabaseSync(join(place, 'bare.sqlite'));
      db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (id BLOB PRIMARY KEY, row BLOB, pupil INTEGER) WITHOUT ROWID',
      );
      const ids = Array.from({ length: Math.min(pupils, SAMPLE) }, () => randomBytes(16));
      const insert = db.prepare('INSERT INTO bare VALUES (?, ?, NULL)');
      db.exec('BEGIN');
      for (const id of ids) insert.run(id, randomBytes(200));
      db.exec('COMMIT');
      const change = db.prepare('UPDATE bare SET pupil = ? WHERE id = ?');
      return timed(ids.length, () => {
        db.exec('BEGIN');
        for (const [i, id] of ids.entries()) change.run(i, id);
        db.exec('COMMIT');
        db.close();
        rmSync(place, { recursive: true, force: true });
      });
    },
  },
  /** Keys derived, bodies compressed, padded and sealed. */
  seal: {
    run: async ({ folder, pupils }: StepInput) => {
      const { campaign } = await openWorld(folder);
      const rows = campaign.vault.all<HolderRow>(
        `SELECT * FROM holder WHERE state = 'assigned' AND kind = 'pupil' LIMIT ${Math.min(pupils, SAMPLE)}`,
      );
      const sequences = campaign.manifest.sequences.map(({ id, items }) => ({
        id,
        record: id,
        booklet: items,
        limitMs: 3_000_000,
        resume: null,
      }));
      return timed(rows.length, () => {
        for (const [i, row] of rows.entries())
          sealEnvelope(holderKeys(campaign, row), {
            kind: 'document',
            name: 'ticket',
            device: new Uint8Array(8),
            version: 1,
            previous: NO_PREVIOUS,
            body: ticketLike(i, sequences),
            ceiling: campaign.manifest.ceilings.ticket!,
            iv: new Uint8Array(randomBytes(12)),
          });
      });
    },
  },
  /** Documents of the same size sent to the platform, ready made: what it takes to receive them. */
  receive: {
    run: async ({ folder, platform }: StepInput) => {
      const { campaign, keys, vault } = await openWorld(folder);
      const client = await connectPlatform(vault, keys, NAME, { platform });
      const rows = vault.all<HolderRow>(
        `SELECT * FROM holder WHERE state = 'assigned' AND kind = 'pupil' LIMIT ${SAMPLE / 4}`,
      );
      // A document of another name, so that nothing of the campaign changes; by holder, as a publication sends them.
      const envelopes = rows
        .toSorted((a, b) => Buffer.compare(a.holder_id, b.holder_id))
        .map((row) => {
          const { bytes } = sealEnvelope(holderKeys(campaign, row), {
            kind: 'document',
            name: 'ticket/floor',
            device: new Uint8Array(8),
            version: 1,
            previous: NO_PREVIOUS,
            body: {},
            ceiling: campaign.manifest.ceilings.ticket!,
            iv: new Uint8Array(randomBytes(12)),
          });
          return toBase64Url(bytes);
        });
      return timed(envelopes.length, async () => {
        for (let at = 0; at < envelopes.length; at += RECEIVED_TOGETHER) {
          await client.putDocuments({ envelopes: envelopes.slice(at, at + RECEIVED_TOGETHER) });
        }
      });
    },
  },
  /** The platform's feed, read and parsed. */
  feed: {
    run: async ({ folder, platform }: StepInput) => {
      const { keys, vault } = await openWorld(folder);
      const client = await connectPlatform(vault, keys, NAME, { platform });
      let count = 0;
      const time = await timed(0, async () => {
        for (let after = ''; count < SAMPLE; ) {
          const page = await client.feed(after, 400);
          count += page.entries.length;
          after = page.next;
          if (!page.more) break;
        }
      });
      return { ...time, count };
    },
  },
  /** Envelopes of records opened, with the keys derived. */
  open: {
    run: async ({ folder }: StepInput) => {
      const { campaign, samples } = await sampleRecords(folder);
      return timed(samples.length, () => {
        for (const { holder, name, envelope } of samples)
          parsePlainPupilBody(
            openEnvelope(holderKeys(campaign, holder), envelope, { kind: 'record-or-final', name }).body,
          );
      });
    },
  },
  score: {
    run: async ({ folder }: StepInput) => {
      const { campaign, samples } = await sampleRecords(folder);
      const model = scoringModel(campaign);
      const bodies = samples.map(({ holder, name, envelope }) => ({
        name,
        body: parsePlainPupilBody(
          openEnvelope(holderKeys(campaign, holder), envelope, { kind: 'record-or-final', name }).body,
        ),
      }));
      return timed(bodies.length, () => {
        for (const { name, body } of bodies) scorePupil(model.get(name)!, body, { hash: '', receipt: '' });
      });
    },
  },
  /** The rows that a record leaves: the envelope and the sealed sitting. */
  recordRows: {
    run: async ({ folder }: StepInput) => {
      const { vault } = await openWorld(folder);
      const sizes = vault.all<{ bytes: number }>(
        `SELECT length(r.envelope) + 120 AS bytes FROM record r LIMIT ${SAMPLE}`,
      );
      const results = vault.all<{ bytes: number }>(
        `SELECT length(sealed) + 40 AS bytes FROM result LIMIT ${SAMPLE}`,
      );
      vault.close();
      const rows = [...sizes, ...results].map(({ bytes }) => bytes);
      return { ...(await bareRows(folder, rows)), count: sizes.length };
    },
  },
  /** Every sitting opened once: what counting, distilling and reporting read. */
  openSittings: {
    run: async ({ folder }: StepInput) => {
      const { campaign } = await openWorld(folder);
      const rows = campaign.vault.all<ResultRow>(`SELECT * FROM result ORDER BY pupil LIMIT ${SAMPLE}`);
      const pupils = new Set(rows.map(({ pupil }) => pupil)).size;
      return timed(pupils, () => {
        for (const { pupil, sequence, sealed } of rows)
          campaign.sealer.open('result', 'sealed', `${pupil}/${sequence}`, sealed);
      });
    },
  },
  /** Sealed rows of pupils for research. */
  researchRows: {
    run: ({ folder, pupils }: StepInput) =>
      bareRows(folder, new Array<number>(Math.min(pupils, SAMPLE)).fill(6_000)),
  },
  /** Pseudonymous rows. */
  researchOpened: { run: ({ folder }: StepInput) => openedRows(folder, 'research') },
  /** Rows of the research file. */
  anonymisedOpened: { run: ({ folder }: StepInput) => openedRows(folder, 'anonymised') },
  /** The bytes of the research file, written and forced to disk. */
  fileBytes: {
    run: async ({ folder, pupils }: StepInput) => {
      const path = join(folder, 'floor.bytes');
      const count = Math.min(pupils, SAMPLE);
      const block = randomBytes(1 << 20);
      const time = await timed(count, async () => {
        const file = await openFile(path, 'w');
        for (let left = count * 1_500; left > 0; left -= block.length) await file.write(block);
        await file.sync();
        await file.close();
      });
      rmSync(path);
      return time;
    },
  },
} satisfies Readonly<Record<string, { readonly run: (input: StepInput) => Promise<FloorTime> }>>;

export type FloorName = keyof typeof FLOORS;
