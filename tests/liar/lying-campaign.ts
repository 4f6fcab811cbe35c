/** A small campaign whose office reaches an honest platform through a host that lies; people reach it directly. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type SmallCampaign,
  type SmallOptions,
  startSmallCampaign,
} from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { LyingHost } from '@cloison/dev-env/platform/lying-host.ts';
import { NO_PREVIOUS, seal, type VersionVector } from '@cloison/protocol';
import { type FeedEntry, parseEnvelopeHeader, toBase64Url, toHex } from '@cloison/protocol/public';
import { type ServeOutcome, serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { countIncidents } from '../../apps/authority/src/records/incidents.ts';
import { branchesOf, findHead } from '../../apps/authority/src/records/received-records.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import { type Person, type Pupil, pupilsOf } from '../authority/simulated-people.ts';

export interface Sealing {
  readonly version: number;
  readonly previous?: Uint8Array;
  readonly final?: boolean;
  /** One byte that a browser is known by. */
  readonly device?: number;
  /** By that byte. */
  readonly saves?: Readonly<Record<number, number>>;
  /** By default that of the campaign's sequence, or of an entry. */
  readonly ceiling?: number | undefined;
}

export const deviceOf = (byte: number) => new Uint8Array(8).fill(byte);

export class LyingCampaign {
  readonly small: SmallCampaign;
  readonly host: LyingHost;
  readonly pupils: ReadonlyMap<string, Pupil>;

  private constructor(small: SmallCampaign, host: LyingHost, pupils: ReadonlyMap<string, Pupil>) {
    this.small = small;
    this.host = host;
    this.pupils = pupils;
  }

  /** `lies`: told from the beginning, at the first publication too. `prepare` is called before it. */
  static async start(
    options: SmallOptions & { readonly prepare?: (small: SmallCampaign) => Promise<void> } = {},
    lies: LyingHost['lies'] = {},
  ): Promise<LyingCampaign> {
    const small = await startSmallCampaign(options);
    await options.prepare?.(small);
    const host = await LyingHost.start(() => small.platform.url);
    host.lies = lies;
    const clock = options.clock === undefined ? {} : { now: options.clock };
    await publishCampaign(small.campaign, small.keys, { platform: host.url, secondLookMs: 0, ...clock });
    return new LyingCampaign(small, host, await pupilsOf(small));
  }

  pupil(name: string): Pupil {
    const found = this.pupils.get(name);
    if (found === undefined) throw new Error(name);
    return found;
  }

  person(name: string): Person {
    const { person } = this.pupil(name);
    if (person === null) throw new Error(`${name} has no code`);
    return person;
  }

  serve(options: Partial<Parameters<typeof serveCampaign>[2]> = {}): Promise<ServeOutcome> {
    const { campaign, keys } = this.small;
    return serveCampaign(campaign, keys, {
      platform: this.host.url,
      once: true,
      patienceMs: 0,
      secondLookMs: 0,
      ...options,
    });
  }

  /** Sealed, and not sent to anybody. */
  async seal(person: Person, body: object, how: Sealing, name = 'maths') {
    const saves: VersionVector | undefined =
      how.saves === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(how.saves).map(([byte, n]) => [toHex(deviceOf(Number(byte))), n]),
          );
    const pattern = name === 'maths' ? name : 'entry';
    return seal(person.holder, {
      kind: how.final === true ? 'final' : 'record',
      name,
      device: deviceOf(how.device ?? 1),
      version: how.version,
      previous: how.previous ?? NO_PREVIOUS,
      body: saves === undefined ? body : { ...body, saves },
      ceiling: how.ceiling ?? this.small.campaign.manifest.ceilings[pattern] ?? 512,
      iv: new Uint8Array(randomBytes(12)),
    });
  }

  async send(person: Person, bytes: Uint8Array<ArrayBuffer>, name = 'maths'): Promise<number> {
    const response = await fetch(`${this.small.platform.url}/api/1/${NAME}/records/${name}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${toBase64Url(person.holder.access)}`,
        'content-type': 'application/octet-stream',
      },
      body: bytes,
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** The host adds these to the end of every page of its feed. */
  tellInFeed(...entries: readonly FeedEntry[]): void {
    this.host.lies = {
      ...this.host.lies,
      feed: (page) => ({ ...page, entries: [...page.entries, ...entries] }),
    };
  }

  honest(): void {
    this.host.lies = {};
    this.host.refuses = () => null;
  }

  /** While the platform is down: it comes up with the key and the secrets that it had, and nothing else. */
  forgetPlatform(): void {
    const { platformFolder } = this.small;
    for (const name of readdirSync(platformFolder))
      if (name !== 'secrets') rmSync(join(platformFolder, name), { recursive: true, force: true });
  }

  /** Of the one sequence that this pupil sits: what counts, null when nothing does. */
  sitting(name: string) {
    const [sitting] = readSittings(this.small.campaign, this.pupil(name).id);
    if (sitting === undefined) return null;
    const points = Object.values(sitting.items).reduce((sum, { score }) => sum + (score ?? 0), 0);
    return { state: sitting.state, points, records: sitting.records };
  }

  kept(person: Person, name = 'maths') {
    const head = findHead(this.small.vault, person.row.holder_id, name);
    return {
      hash: head === null ? null : toBase64Url(head.hash),
      branches: branchesOf(this.small.vault, person.row.holder_id, name).map(({ hash }) => toBase64Url(hash)),
    };
  }

  incidents() {
    return countIncidents(this.small.vault, NAME);
  }

  /** What the journal has of incidents: the details of its lines, in order. */
  journaled(what = 'platform.incident'): Record<string, unknown>[] {
    return [...journalLines(this.small.vault)]
      .map((line) => JSON.parse(line) as { what: string; detail: Record<string, unknown> })
      .filter((line) => line.what === what)
      .map(({ detail }) => detail);
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.small.close();
  }
}

/** As a feed announces it, truthfully. */
export function entryOf(envelope: Uint8Array, kind?: 'branch'): FeedEntry {
  const header = parseEnvelopeHeader(envelope);
  const hash = createHash('sha256').update(envelope).digest();
  return {
    cursor: '',
    holder: toBase64Url(header.holderId),
    name: header.name,
    kind: kind ?? (header.kind === 'final' ? 'final' : 'head'),
    reason: kind === 'branch' ? 'conflict' : null,
    version: header.version,
    hash: toBase64Url(hash),
    at: `${new Date().toISOString().slice(0, 16)}Z`,
    envelope: toBase64Url(envelope),
  };
}

/** The clear header of an envelope with another version, and a body of random bytes: what a host can make by itself. */
export function forgedFrom(envelope: Uint8Array, version: number): Uint8Array {
  const { bodyOffset, name } = parseEnvelopeHeader(envelope);
  const forged = new Uint8Array(envelope);
  new DataView(forged.buffer).setUint32(7 + name.length + 16 + 16 + 8, version);
  forged.set(randomBytes(forged.length - bodyOffset), bodyOffset);
  return forged;
}
