/**
 * Names of the streams and subjects. `{p}` is the prefix from the settings, `{c}` a campaign, `{i}` a partition. Holders and
 * tokens are base64url. In names `/` is written as `=` (names contain neither `=` nor `.`).
 *
 *     stream {p}_registry      {p}.registry.c.{c}             state of a campaign, as JSON
 *                              {p}.registry.c.{c}.changes     written when a holder or a released key changes
 *                              {p}.registry.k.{key}           last sequence number of a key's signed calls
 *                              {p}.registry.t.{c}             end of the queue of unknown codes
 *                              {p}.registry.pepper            mark of the secrets
 *                              {p}.registry.check             written to check that writing works
 *     stream {p}_nonces        {p}.nonces.{nonce}             of signed calls, for an hour
 *     stream {p}_{c}_{i}       {p}.c.{c}.{i}.o.{holder}       a holder
 *                              {p}.c.{c}.{i}.a.{access}       the holder of a token
 *                              {p}.c.{c}.{i}.d.{holder}.{name}      a document
 *                              {p}.c.{c}.{i}.t.{holder}.{name}      a routing table
 *                              {p}.c.{c}.{i}.f.r.{holder}.{name}    a record
 *                              {p}.c.{c}.{i}.f.x.{holder}.{hash}    a rescued envelope
 *                              {p}.c.{c}.{i}.h.{holder}.{name}.{n}  hashes of accepted versions, 32 at a time
 *                              {p}.c.{c}.{i}.u.{uploader}     what an uploader has rescued
 *                              {p}.c.{c}.{i}.y.{calendar}.{name}    a released key (partition 0)
 *     stream {p}_{c}_content   {p}.c.{c}.content.{hash}.{form}.{n}  a piece of a file
 *                              {p}.c.{c}.content.{hash}       type and sizes of the file
 *
 * A subject keeps only its last message. The feed is the `f` subjects of each partition, in the order of the stream.
 */
export class Subjects {
  readonly registryStream: string;
  readonly noncesStream: string;
  /** States and changes of all campaigns. */
  readonly anyCampaign: string;
  readonly pepper: string;
  readonly check: string;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.registryStream = `${prefix}_registry`;
    this.noncesStream = `${prefix}_nonces`;
    this.anyCampaign = `${prefix}.registry.c.>`;
    this.pepper = `${prefix}.registry.pepper`;
    this.check = `${prefix}.registry.check`;
  }

  get registry(): string {
    return `${this.#prefix}.registry.>`;
  }
  get nonces(): string {
    return `${this.#prefix}.nonces.>`;
  }
  state(campaign: string): string {
    return `${this.#prefix}.registry.c.${campaign}`;
  }
  changes(campaign: string): string {
    return `${this.#prefix}.registry.c.${campaign}.changes`;
  }
  key(key: string): string {
    return `${this.#prefix}.registry.k.${Buffer.from(key).toString('base64url')}`;
  }
  unknownCodeSlots(campaign: string): string {
    return `${this.#prefix}.registry.t.${campaign}`;
  }
  nonce(nonce: string): string {
    return `${this.#prefix}.nonces.${Buffer.from(nonce).toString('base64url')}`;
  }
  campaign(name: string, partitions: number): CampaignSubjects {
    return new CampaignSubjects(this.#prefix, name, partitions);
  }
}

/** Names a stored message: its stream, and its subject there. */
export interface StreamSubject {
  readonly stream: string;
  readonly subject: string;
}

export class CampaignSubjects {
  readonly partitions: number;
  readonly contentStream: string;
  readonly #streams: readonly string[];
  readonly #root: string;

  constructor(prefix: string, campaign: string, partitions: number) {
    this.partitions = partitions;
    this.#streams = Array.from({ length: partitions }, (_, i) => `${prefix}_${campaign}_${i}`);
    this.#root = `${prefix}.c.${campaign}.`;
    this.contentStream = `${prefix}_${campaign}_content`;
  }

  stream(partition: number): string {
    return this.#streams[partition]!;
  }
  /** Every subject of a partition. */
  all(partition: number): string {
    return `${this.#root}${partition}.>`;
  }
  /** Every subject of one kind in a partition: `o`, `d`, `t`, `f`, `f.r`, `f.x`, `y`. */
  kind(partition: number, kind: string): string {
    return `${this.#root}${partition}.${kind}.>`;
  }
  get allContent(): string {
    return `${this.#root}content.>`;
  }
  holder(holder: Uint8Array): StreamSubject {
    return this.#of(holder, `o.${text(holder)}`);
  }
  access(access: Uint8Array): StreamSubject {
    return this.#of(access, `a.${text(access)}`);
  }
  document(holder: Uint8Array, name: string): StreamSubject {
    return this.#of(holder, `d.${text(holder)}.${nameToken(name)}`);
  }
  routing(holder: Uint8Array, name: string): StreamSubject {
    return this.#of(holder, `t.${text(holder)}.${nameToken(name)}`);
  }
  record(holder: Uint8Array, name: string): StreamSubject {
    return this.#of(holder, `f.r.${text(holder)}.${nameToken(name)}`);
  }
  rescued(holder: Uint8Array, hash: Uint8Array): StreamSubject {
    return this.#of(holder, `f.x.${text(holder)}.${text(hash)}`);
  }
  hashes(holder: Uint8Array, name: string, chunk: number | 'moved'): StreamSubject {
    return this.#of(holder, `h.${text(holder)}.${nameToken(name)}.${chunk}`);
  }
  uploader(uploader: Uint8Array): StreamSubject {
    return this.#of(uploader, `u.${text(uploader)}`);
  }
  releasedKey(name: string, calendar: number): StreamSubject {
    return { stream: this.stream(0), subject: `${this.#root}0.y.${calendar}.${nameToken(name)}` };
  }
  content(hash: string): StreamSubject {
    return { stream: this.contentStream, subject: `${this.#root}content.${hash}` };
  }
  contentPiece(hash: string, form: string, piece: number): StreamSubject {
    return { stream: this.contentStream, subject: `${this.#root}content.${hash}.${form}.${piece}` };
  }

  partitionOf(bytes: Uint8Array): number {
    // Holders and stored tokens are uniformly random.
    return (bytes[0]! * 256 + bytes[1]!) % this.partitions;
  }

  #of(key: Uint8Array, rest: string): StreamSubject {
    const partition = this.partitionOf(key);
    return { stream: this.stream(partition), subject: `${this.#root}${partition}.${rest}` };
  }
}

/** The last two tokens of a subject that ends in a holder and a name. */
export function holderAndName(subject: string): {
  readonly holder: Uint8Array<ArrayBuffer>;
  readonly name: string;
} {
  const tokens = subject.split('.');
  return {
    holder: new Uint8Array(Buffer.from(tokens.at(-2)!, 'base64url')),
    name: tokens.at(-1)!.replaceAll('=', '/'),
  };
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

function nameToken(name: string): string {
  return name.replaceAll('/', '=');
}
