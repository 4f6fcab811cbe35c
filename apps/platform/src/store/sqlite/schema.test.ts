import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashOf, latin1 } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { parseEnvelopeHeader, type SignedStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PurgeCounts } from '../purging.ts';
import type { Store } from '../store.ts';
import { CAMPAIGN_MIGRATIONS, openDatabase, PLATFORM_MIGRATIONS, versionOf } from './schema.ts';
import { openSqliteStore } from './store.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const PEPPER = new Uint8Array(32).fill(3);
const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

let folder: string;
let store: Store | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-schema-'));
});
afterEach(async () => {
  await store?.close();
  store = null;
  rmSync(folder, { recursive: true });
});

/** `-- path` begins each database (`packages/dev-env/src/stores/make-sqlite-fixture.ts`). */
function restoreFixture(release: string): void {
  const text = readFileSync(join(FIXTURES, `${release}.sql`), 'utf8');
  for (const part of text.split(/^-- (?=\S+\.sqlite$)/m).slice(1)) {
    const path = join(folder, part.slice(0, part.indexOf('\n')));
    mkdirSync(dirname(path), { recursive: true });
    const db = new DatabaseSync(path);
    db.exec(part.slice(part.indexOf('\n')));
    db.close();
  }
}

const releases = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, -4));

describe.each(releases)('a store made by release %s', (release) => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, `${release}.json`), 'utf8')) as {
    name: string;
    counts: PurgeCounts;
    contentHash: string;
    statement: SignedStatement;
    envelopes: Record<'ticket' | 'first' | 'final' | 'rival' | 'late' | 'brought', string>;
  };
  const envelopeOf = (key: keyof typeof expected.envelopes) => {
    const bytes = new Uint8Array(Buffer.from(expected.envelopes[key], 'base64url'));
    return { bytes, hash: hashOf(bytes), header: parseEnvelopeHeader(bytes) };
  };
  const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64url');

  it('opens, and everything is found in it', async () => {
    restoreFixture(release);
    store = openSqliteStore({ folder, pepper: PEPPER });
    expect(await store.campaigns()).toEqual(['2025-essai', expected.name]);
    expect(await store.campaign('2025-essai')).toEqual({ state: 'purged', statement: expected.statement });
    const lookup = await store.campaign(expected.name);
    if (lookup.state !== 'open') throw new Error(lookup.state);
    const { campaign } = lookup;
    expect(await campaign.counts()).toEqual(expected.counts);
    expect(await campaign.published()).toEqual(publishedCampaign(expected.name));
    for (const [byte, role, calendar, revoked] of [
      [1, 'pupil', 0, false],
      [2, 'staff', 1, false],
      [3, 'pupil', 0, true],
    ] as const) {
      const found = await campaign.holderByAccess(latin1(filled(32, byte)));
      expect([text(found?.holder), found?.role, found?.calendar, found?.revoked]).toEqual([
        text(filled(16, byte)),
        role,
        calendar,
        revoked,
      ]);
    }
    expect(text((await campaign.document(filled(16, 1), 'ticket'))?.bytes)).toBe(expected.envelopes.ticket);
    const head = await campaign.record(filled(16, 1), 'francais');
    expect([head?.version, head?.final, text(head?.bytes)]).toEqual([2, true, expected.envelopes.final]);
    const routing = await campaign.routing(filled(16, 1), 'francais/2');
    expect([routing?.released, text(routing?.sealed)]).toEqual([true, text(filled(40, 7))]);
    const { entries } = await campaign.feed({ after: '', limit: 100, wholeHeads: true, maxBytes: 1e9 });
    expect(
      entries.map(({ name, kind, reason, atMs, envelope }) => [name, kind, reason, atMs, text(envelope)]),
    ).toEqual([
      ['francais', 'final', null, Date.parse('2026-09-10T12:34:00Z'), expected.envelopes.final],
      ['francais', 'branch', 'conflict', Date.parse('2026-09-10T12:34:00Z'), expected.envelopes.rival],
      ['maths', 'branch', 'late', Date.parse('2026-09-10T12:34:00Z'), expected.envelopes.late],
      ['passe', 'branch', 'rescue', Date.parse('2026-09-10T12:34:00Z'), expected.envelopes.brought],
    ]);
    // Replays are still known, and an envelope that was accepted once still gets its answer.
    const call = { key: 'authority', nonce: 'another', nowMs: 0 };
    expect(await store.acceptCall({ ...call, sequence: 41 })).toBe('replayed');
    expect(await store.acceptCall({ ...call, sequence: 42 })).toBe('accepted');
    const window = { kind: 'open', window: { opensMs: 0, closesMs: 1 } } as const;
    const again = { ...envelopeOf('first'), window, nowMs: 0, maxRecords: 30 };
    expect(await campaign.save(again)).toEqual({ kind: 'saved' });
    expect(await campaign.counts()).toEqual(expected.counts);
  });

  it('bears the mark of this program afterwards, and is not migrated twice', async () => {
    restoreFixture(release);
    for (let time = 0; time < 2; time++) {
      await openSqliteStore({ folder, pepper: PEPPER }).close();
      for (const [path, migrations] of [
        ['platform.sqlite', PLATFORM_MIGRATIONS],
        [`campaigns/${expected.name}/campaign.sqlite`, CAMPAIGN_MIGRATIONS],
      ] as const) {
        const db = new DatabaseSync(join(folder, path));
        expect([path, versionOf(db)]).toEqual([path, migrations.length]);
        db.close();
      }
    }
  });
});

describe('a database of a later program', () => {
  it.each(['platform.sqlite', 'campaigns/2026-essai/campaign.sqlite'])(
    '%s is refused with a sentence, untouched, and the folder is free again',
    async (path) => {
      restoreFixture('0.1.0');
      await openSqliteStore({ folder, pepper: PEPPER }).close();
      const later = new DatabaseSync(join(folder, path));
      later.exec('PRAGMA user_version = 99; CREATE TABLE of_the_future (n INTEGER) STRICT');
      later.close();
      const before = readFileSync(join(folder, path));
      const name = path.split('/').at(-1);
      for (let time = 0; time < 2; time++) {
        expect(() => openSqliteStore({ folder, pepper: PEPPER })).toThrow(
          expect.objectContaining({
            code: 'too-new',
            message: expect.stringMatching(
              new RegExp(
                `^${name} was made by a later version .*schema 99; this one knows \\d+.*nothing was changed\\.$`,
              ),
            ),
          }),
        );
      }
      expect(readFileSync(join(folder, path)).equals(before)).toBe(true);
      expect(readdirSync(dirname(join(folder, path))).filter((file) => file.startsWith(`${name}-`))).toEqual(
        [],
      );
    },
  );
});

describe('migrations', () => {
  const path = () => join(folder, 'x.sqlite');
  const one = 'CREATE TABLE line (n INTEGER PRIMARY KEY) STRICT; INSERT INTO line VALUES (1)';
  it('run in order, each once', () => {
    openDatabase(path(), [one]).close();
    const db = openDatabase(path(), [
      one,
      'ALTER TABLE line ADD COLUMN word TEXT',
      "UPDATE line SET word = 'two'",
    ]);
    expect(db.prepare('SELECT n, word FROM line').all()).toEqual([{ n: 1, word: 'two' }]);
    expect(versionOf(db)).toBe(3);
    db.close();
  });
  it('all happen or none: one that fails leaves the database as it was', () => {
    openDatabase(path(), [one]).close();
    const bad = [one, 'ALTER TABLE line ADD COLUMN word TEXT', 'UPDATE nowhere SET n = 1'];
    expect(() => openDatabase(path(), bad)).toThrow('no such table: nowhere');
    const db = new DatabaseSync(path());
    expect(versionOf(db)).toBe(1);
    expect(db.prepare('SELECT * FROM line').all()).toEqual([{ n: 1 }]);
    db.close();
  });
});
