/**
 * The real platform with the built pupil app, a campaign published the way the authority does it, and browsers to sit it
 * in. Everything that this opens, `close` closes.
 */
import { HostedCampaign, randomOf as random } from '@cloison/dev-env/campaign/hosted-campaign.ts';
import {
  ceilingFor,
  type Holder,
  type Manifest,
  open,
  type PackFile,
  type PupilBody,
  parsePupilBody,
  sealPack,
  type Ticket,
} from '@cloison/protocol';
import { type Bytes, campaignIdOf, sha256, toBase64Url, toHex, utf8 } from '@cloison/protocol/public';
import { parseSequenceContent, type SequenceContent } from '@cloison/qti/delivery';
import type { PlatformClient } from '../../apps/authority/src/platform-link/platform-client.ts';
import { FRANCAIS, MATHS, PICTURES } from './fixture-items.ts';

export { random };

/** A file of a sequence, by its path in the package. */
export interface Asset {
  readonly bytes: Bytes;
  readonly type: string;
}

export const CAMPAIGN = '2026-essai';
const HOUR = 3_600_000;
const CEILING = ceilingFor(12_000);

export interface Pupil {
  readonly code: string;
  readonly holder: Holder;
  readonly ticket: Ticket;
}

export interface PupilOptions {
  /**
   * 0: open, mathematics in three days. 1: all in three days. 2: all over for four days. 3: all open. 4: the ticket now, all
   * else in three days. 5: open, mathematics in an hour.
   */
  readonly calendar?: 0 | 1 | 2 | 3 | 4 | 5;
  readonly limitMs?: number | null;
  readonly accommodations?: Partial<Ticket['accommodations']>;
  /** Sequences of the ticket. */
  readonly sequences?: readonly ('francais' | 'maths')[];
  /** What an earlier code of the pupil had saved, by sequence. */
  readonly resume?: Readonly<Record<string, unknown>>;
  /** Of the French booklet. */
  readonly booklet?: readonly string[];
}

/** What the platform holds of a record, opened as the authority does. */
export interface HeldRecord {
  readonly version: number;
  readonly final: boolean;
  readonly hash: Bytes;
  readonly body: PupilBody;
}

export class Campaign {
  readonly #hosted: HostedCampaign;
  readonly #manifestHash: string;
  readonly #keys: ContentKeys | null;
  readonly #french: SequenceContent;

  private constructor(
    hosted: HostedCampaign,
    manifest: string,
    keys: ContentKeys | null,
    french: SequenceContent,
  ) {
    this.#hosted = hosted;
    this.#manifestHash = manifest;
    this.#keys = keys;
    this.#french = french;
  }

  /**
   * `ahead`: the content is published sealed, and opens with the keys that `release` gives to the platform. `french`: other
   * items for the sequence of that name, with their files.
   */
  static async start({
    rehearsal = false,
    ahead = false,
    appOrigins = [] as readonly string[],
    french = FRANCAIS,
    assets = pictures(PICTURES),
  } = {}): Promise<Campaign> {
    const hosted = await HostedCampaign.start(CAMPAIGN, { apps: ['pupil'], appOrigins });
    const keys = ahead ? { share: random(32), francais: random(32), maths: random(32) } : null;
    const manifest = await publish(hosted.authority, hosted.url, rehearsal, keys, french, assets);
    return new Campaign(hosted, manifest, keys, french);
  }

  /** Gives the platform the key of a sequence, for every calendar. */
  async release(name: 'francais' | 'maths'): Promise<void> {
    const key = toBase64Url(this.#keys![name]);
    await this.#hosted.authority.putKeys({
      keys: [0, 1, 2, 3, 4, 5].map((calendar) => ({ name, calendar, key })),
    });
  }

  /** Address that a pupil types. */
  get address(): string {
    return `${this.#hosted.url}/c/${CAMPAIGN}/`;
  }

  get platformUrl(): string {
    return this.#hosted.url;
  }

  /** Moves the platform's clock, and the authority's with it: it is now so much later. */
  set laterByMs(ms: number) {
    this.#hosted.laterByMs = ms;
  }

  /** As the office does when a code was lost or has leaked. */
  async revoke({ holder }: Pupil): Promise<void> {
    await this.#hosted.authority.putRevocations([toBase64Url(holder.holderId)]);
  }

  async addPupil(options: PupilOptions = {}): Promise<Pupil> {
    const { calendar = 0, limitMs = 30 * 60_000, sequences = ['francais', 'maths'] } = options;
    const { code, holder } = await this.#hosted.mint('pupil');
    const orderNumber = String(1_000_000 + (Buffer.from(random(3)).readUIntBE(0, 3) % 9_000_000));
    const bookletOf = {
      francais: options.booklet ?? this.#french.items.map(({ id }) => id),
      maths: MATHS.items.map(({ id }) => id),
    };
    const ticket: Ticket = {
      v: 1,
      kind: 'ticket',
      level: '6e',
      label: `6e B · n° ${orderNumber}`,
      orderNumber,
      sequences: sequences.map((id) => ({
        id,
        record: id,
        booklet: [...bookletOf[id]],
        limitMs,
        resume: options.resume?.[id] ?? null,
      })),
      accommodations: { font: null, zoom: null, contrast: null, ...options.accommodations },
      seed: 41,
      manifest: this.#manifestHash,
      ...(this.#keys === null ? {} : { share: toBase64Url(this.#keys.share) }),
      routingKeys: {},
    };
    await this.#hosted.putHolder(holder, 'pupil', calendar);
    await this.#hosted.putDocument(holder, 'ticket', ticket, { ceiling: 4_096 });
    return { code, holder, ticket };
  }

  async held({ holder }: Pupil, name: string): Promise<HeldRecord | null> {
    const envelope = await this.#hosted.record(holder, name);
    if (envelope === null) return null;
    const opened = await open(holder, envelope, { kind: 'record-or-final', name });
    return {
      version: opened.header.version,
      final: opened.header.kind === 'final',
      hash: opened.hash,
      body: parsePupilBody(opened.body),
    };
  }

  close(): Promise<void> {
    return this.#hosted.close();
  }
}

interface ContentKeys {
  readonly share: Bytes;
  readonly francais: Bytes;
  readonly maths: Bytes;
}

/** Publishes content, card and calendars; returns the manifest's hash. */
async function publish(
  authority: PlatformClient,
  address: string,
  rehearsal: boolean,
  keys: ContentKeys | null,
  french: SequenceContent,
  assets: Readonly<Record<string, Asset>>,
): Promise<string> {
  const files: Manifest['files'] = {};
  const uploads: { readonly hash: string; readonly bytes: Bytes; readonly type: string }[] = [];
  const upload = async (bytes: Bytes, type: string) => {
    const hash = toHex(await sha256(bytes));
    uploads.push({ hash, bytes, type });
    return hash;
  };
  const packed = { francais: [] as PackFile[], maths: [] as PackFile[] };
  const put = async (sequence: 'francais' | 'maths', path: string, bytes: Bytes, type: string) => {
    const hash = keys === null ? await upload(bytes, type) : toHex(await sha256(bytes));
    packed[sequence].push({ path, bytes });
    files[path] = { hash, bytes: bytes.length, type };
  };
  for (const content of [french, MATHS]) {
    // What is published here is what the reader of packages would publish: the strict parser agrees.
    const checked = parseSequenceContent(structuredClone(content));
    await put(
      idOf(content),
      `sequences/${content.id}.json`,
      utf8(JSON.stringify(checked)),
      'application/json',
    );
  }
  for (const [path, { bytes, type }] of Object.entries(assets)) {
    await put('francais', `assets/francais/${path}`, bytes, type);
  }
  const title = { fr: 'Évaluation de sixième', en: 'Year 6 assessment' };
  const instructions = {
    fr: 'Lis bien chaque texte avant de répondre.\nSi tu ne sais pas, passe à la suite : tu pourras revenir.',
    en: 'Read each text before you answer.\nIf you do not know, go on: you can come back.',
  };
  const packOf = async (id: 'francais' | 'maths') => {
    if (keys === null) return {};
    const address = { campaignId: await campaignIdOf(CAMPAIGN), name: id };
    const pack = await sealPack({ opening: keys[id], share: keys.share }, address, packed[id], random(12));
    return { pack: { hash: await upload(pack, 'application/octet-stream'), bytes: pack.length } };
  };
  const sequence = async (content: SequenceContent, fr: string, en: string) => ({
    id: content.id,
    level: '6e',
    title: { fr, en },
    minutes: 30,
    instructions,
    content: `sequences/${content.id}.json`,
    items: content.items.map(({ id }) => id),
    ...(await packOf(idOf(content))),
  });
  const manifest: Manifest = {
    v: 1,
    campaign: CAMPAIGN,
    title,
    year: 2026,
    rehearsal,
    address,
    levels: [{ id: '6e', title: { fr: 'Sixième', en: 'Year 6' }, mode: 'online' }],
    sequences: [
      await sequence(french, 'Français', 'French'),
      await sequence(MATHS, 'Mathématiques', 'Mathematics'),
    ],
    domains: [],
    ceilings: { francais: CEILING, maths: CEILING, ticket: 4_096 },
    files,
  };
  const manifestHash = await upload(utf8(JSON.stringify(manifest)), 'application/json');
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const now = { opens: at(-HOUR), closes: at(24 * HOUR) };
  const soon = { opens: at(72 * HOUR), closes: at(96 * HOUR) };
  const over = { opens: at(-200 * HOUR), closes: at(-96 * HOUR) };
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal, manifest: manifestHash, online: true },
    calendars: [
      { ticket: now, francais: now, maths: soon },
      { ticket: soon, francais: soon, maths: soon },
      { ticket: over, francais: over, maths: over },
      { ticket: now, francais: now, maths: now },
      { ticket: { opens: now.opens, closes: soon.closes }, francais: soon, maths: soon },
      { ticket: now, francais: now, maths: { opens: at(HOUR), closes: now.closes } },
    ],
  });
  for (const { hash, bytes, type } of uploads) await authority.putContent(hash, bytes, type);
  return manifestHash;
}

function idOf(content: SequenceContent): 'francais' | 'maths' {
  return content === MATHS ? 'maths' : 'francais';
}

/** SVG files as assets. */
export function pictures(svg: Readonly<Record<string, string>>): Readonly<Record<string, Asset>> {
  return Object.fromEntries(
    Object.entries(svg).map(([path, text]) => [path, { bytes: utf8(text), type: 'image/svg+xml' }]),
  );
}
