/** A class whose entry books are opened without a browser; the real write rule answers. */
import { MemoryStore, Session, type SessionOptions } from '@cloison/client';
import { type EntryBody, entryRecordName, parseEntryBody } from '@cloison/protocol';
import { type Me, sha256, toBase64Url } from '@cloison/protocol/public';
import { type CellContent, contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { TestPlatform } from '../../packages/client/src/platform/test-platform.ts';
import { FRENCH_CP } from './fixture-content.ts';
import { random } from './harness.ts';

export const MANIFEST = 'a'.repeat(64);
export const PUPILS = Array.from({ length: 10 }, (_, i) => String(4_000_001 + i));
export const ITEMS = FRENCH_CP.items.map(({ id }) => id);
export const value = (text: string): CellContent => ({ kind: 'value', value: text });

export class Classroom {
  readonly platform = new TestPlatform();
  root = random(32);

  environment(store = new MemoryStore(random)): SessionOptions {
    return {
      campaign: '2026-ecole',
      api: this.platform.api(async () => undefined),
      store,
      random,
      sleep: async () => new Promise((resolve) => setTimeout(resolve, 1)),
    };
  }

  async open(
    environment = this.environment(),
    more: {
      online?: boolean;
      former?: Session[];
      sequence?: string;
      entryBase?: Readonly<Record<string, EntryBody>>;
    } = {},
  ) {
    const session = await Session.fromRoot(this.root, environment);
    return EntryBook.open({
      environment,
      session,
      sequence: more.sequence ?? 'francais-cp',
      pupils: PUPILS,
      items: new Set(ITEMS),
      manifest: MANIFEST,
      ceiling: 4_096,
      records: more.online === false ? null : await this.records(),
      entryBase: more.entryBase ?? {},
      former: more.former ?? [],
    });
  }

  async records(): Promise<Me['records']> {
    return Promise.all(
      [...this.platform.versions].map(async ([name, versions]) => {
        const head = versions.at(-1)!;
        return {
          name,
          version: versions.length,
          hash: toBase64Url(await sha256(head.envelope)),
          final: false,
        };
      }),
    );
  }

  /** What the platform holds, opened as the authority does. */
  async held(pupil: string): Promise<EntryBody | null> {
    const session = await Session.fromRoot(this.root, this.environment());
    const name = await entryRecordName(session.holder.namesKey, 'francais-cp', pupil);
    const head = this.platform.head(name);
    return head === null ? null : parseEntryBody((await session.openRecord(name, head)).body);
  }
}

export const cellOf = (book: EntryBook, pupil: string, item: string) =>
  contentOf(book.rows.get(pupil)!.body, item);
