/**
 * Content files in pieces that the servers take, then one message that says what they are: a file is there when that one is.
 * The files last asked for stay in memory, whole, up to a bound; they never change, since their name is their hash.
 */
import type { ContentFile } from '../reading.ts';
import type { Link } from './link.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { countSubjects, scan } from './scan.ts';
import type { CampaignSubjects } from './schema.ts';

/** Under the servers' default largest message (1 MiB), and small enough for a replica's log. */
const PIECE_BYTES = 512 * 1024;
const WIDTH = 8;
const KEPT_BYTES = 64 * 1024 * 1024;
const FORMS = ['identity', 'gzip', 'br'] as const;
type Form = (typeof FORMS)[number];

interface FileMessage {
  readonly type: string;
  /** Bytes of each form; null when there is none. */
  readonly bytes: Readonly<Record<Form, number | null>>;
}

export class NatsContent {
  readonly #link: Link;
  readonly #subjects: CampaignSubjects;
  readonly #kept = new Map<string, ContentFile>();
  #keptBytes = 0;

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
    this.#drop(file.hash);
  }

  async read(hash: string): Promise<ContentFile | null> {
    const kept = this.#kept.get(hash);
    if (kept !== undefined) {
      this.#kept.delete(hash);
      this.#kept.set(hash, kept);
      return kept;
    }
    const message = await this.#link.readAnywhere(this.#subjects.content(hash));
    if (message === null) return null;
    const { type, bytes } = JSON.parse(message.toString('utf8')) as FileMessage;
    const [identity, gzip, br] = (await Promise.all(
      FORMS.map((form) => this.#form(hash, form, bytes[form])),
    )) as [Uint8Array | null, Uint8Array | null, Uint8Array | null];
    if (identity === null) return null;
    const file = { hash, type, identity, gzip, br };
    this.#keep(file);
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

  #keep(file: ContentFile): void {
    const size = sizeOf(file);
    if (size > KEPT_BYTES / 4) return;
    this.#drop(file.hash);
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes + size <= KEPT_BYTES) break;
      this.#drop(oldest);
    }
    this.#kept.set(file.hash, file);
    this.#keptBytes += size;
  }

  #drop(hash: string): void {
    const file = this.#kept.get(hash);
    if (file === undefined) return;
    this.#kept.delete(hash);
    this.#keptBytes -= sizeOf(file);
  }

  /** Hashes of the files that are there. */
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

function sizeOf({ identity, gzip, br }: ContentFile): number {
  return identity.length + (gzip?.length ?? 0) + (br?.length ?? 0);
}
