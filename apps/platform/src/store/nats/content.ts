/**
 * Stores a content file in pieces, then writes one message that describes it. The file exists once that message does.
 * Recently used files stay in memory.
 */
import { ContentCache } from '../content-cache.ts';
import type { ContentFile } from '../reading.ts';
import type { Link } from './link.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { countSubjects, scan } from './scan.ts';
import type { CampaignSubjects } from './schema.ts';

/** Below the servers' default maximum message size (1 MiB), and small enough for a replica's log. */
const PIECE_BYTES = 512 * 1024;
const WIDTH = 8;
const FORMS = ['identity', 'gzip', 'br'] as const;
type Form = (typeof FORMS)[number];

interface FileMessage {
  readonly type: string;
  /** Length of each form in bytes; null when the file does not have it. */
  readonly bytes: Readonly<Record<Form, number | null>>;
}

export class NatsContent {
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #cache = new ContentCache();

  constructor(link: Link, subjects: CampaignSubjects) {
    this.#link = link;
    this.#subjects = subjects;
  }

  async write(file: ContentFile): Promise<void> {
    for (const form of FORMS) {
      const bytes = file[form];
      if (bytes === null) continue;
      const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, i) => i);
      await mapConcurrently(pieces, WIDTH, (i) =>
        this.#link.publish(
          this.#subjects.contentPiece(file.hash, form, i),
          bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES),
          null,
        ),
      );
    }
    const message: FileMessage = {
      type: file.type,
      bytes: {
        identity: file.identity.length,
        gzip: file.gzip?.length ?? null,
        br: file.br?.length ?? null,
      },
    };
    await this.#link.publish(this.#subjects.content(file.hash), JSON.stringify(message), null);
    this.#cache.delete(file.hash);
  }

  async read(hash: string): Promise<ContentFile | null> {
    const cached = this.#cache.get(hash);
    if (cached !== undefined) return cached;
    const message = await this.#link.readAnywhere(this.#subjects.content(hash));
    if (message === null) return null;
    const { type, bytes } = JSON.parse(message.toString('utf8')) as FileMessage;
    const [identity, gzip, br] = (await Promise.all(
      FORMS.map((form) => this.#form(hash, form, bytes[form])),
    )) as [Uint8Array | null, Uint8Array | null, Uint8Array | null];
    if (identity === null) return null;
    const file = { hash, type, identity, gzip, br };
    this.#cache.set(file);
    return file;
  }

  async #form(hash: string, form: Form, length: number | null): Promise<Uint8Array | null> {
    if (length === null) return null;
    const pieces = Array.from({ length: Math.ceil(length / PIECE_BYTES) }, (_, i) => i);
    const read = await mapConcurrently(pieces, WIDTH, (i) =>
      this.#link.readAnywhere(this.#subjects.contentPiece(hash, form, i)),
    );
    const whole = Buffer.concat(read.map((piece) => piece ?? Buffer.alloc(0)));
    return whole.length === length ? whole : null;
  }

  /** Hashes of the files that exist. */
  async *hashes(): AsyncGenerator<string> {
    const filter = this.#subjects.content('*').subject;
    for await (const { subject } of scan(this.#link, this.#subjects.contentStream, { filter })) {
      yield subject.slice(subject.lastIndexOf('.') + 1);
    }
  }

  count(): Promise<number> {
    return countSubjects(this.#link, this.#subjects.contentStream, this.#subjects.content('*').subject);
  }
}
