/** The office under lies: a pass, or a publication; then the host is honest, and the office has all that the platform has. */
import { toBase64Url } from '@cloison/protocol/public';
import { movePlatform } from '../../../apps/authority/src/hosts/move-platform.ts';
import { fingerprintOf } from '../../../apps/authority/src/keys/key-store.ts';
import { findHead } from '../../../apps/authority/src/records/received-records.ts';
import { readSittings } from '../../../apps/authority/src/score/sittings.ts';
import { type Pupil, pupilBody, pupilsOf, save } from '../../authority/simulated-people.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import { refusalOf } from './own-words.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

const OF_EACH_PASS: ReadonlySet<string> = new Set(['key', 'feed', 'records']);
const CHOICES = ['A', 'B', 'C'] as const;

export class OfficeReader implements Reader {
  readonly name = 'office';
  readonly routes = [
    'key',
    'records',
    'feed',
    'documents',
    'holders',
    'revocations',
    'campaign',
    'content',
    'routing',
    'keys',
  ];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #work: OfficeWork;
  #turn = 0;
  #version = 0;
  #previous: Uint8Array | undefined;
  #answered = '';
  #pupil: Pupil | undefined;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#work = new OfficeWork(campaign);
  }

  async honest(): Promise<void> {
    await this.#save();
    await this.#work.pass();
    await this.#work.publish(true);
    await this.#work.pass();
    this.#hasAll();
  }

  async play(play: Play): Promise<void> {
    this.#turn += 1;
    await this.#save();
    await this.#work.underLie(
      () => this.host.tell(play),
      'a pass',
      () => refusalOf(this.#one(play.route)),
    );
    await within('the publication after', this.#work.publish(true));
    await this.#work.honestPass();
    this.#hasAll();
  }

  async close(): Promise<void> {}

  /** A publication, which also sends what a pass does not; a pass, or the move to a host. */
  #one(route: string): Promise<unknown> {
    if (!OF_EACH_PASS.has(route)) return this.#work.publish(true);
    if (this.#turn % 3 === 0) return this.#move();
    return this.#turn % 3 === 1 ? this.#work.pass() : this.#work.publish(true);
  }

  async #move(): Promise<unknown> {
    const { small } = this.#campaign;
    const row = small.vault.get<{ platform_key: Uint8Array }>('SELECT platform_key FROM campaign');
    const key = fingerprintOf(row?.platform_key ?? new Uint8Array(32));
    return movePlatform(small.campaign, small.keys, { ...this.#work.connection(), key });
  }

  async #save(): Promise<void> {
    const { small } = this.#campaign;
    this.#pupil ??= [...(await pupilsOf(small)).values()].find(({ person }) => person !== null);
    const person = this.#pupil?.person;
    if (person === undefined || person === null) throw new Error('nobody online');
    this.#version += 1;
    this.#answered = CHOICES[this.#version % CHOICES.length] ?? 'A';
    const body = {
      ...pupilBody(small, { m1: this.#answered }, false),
      elapsedMs: 1_000 * this.#version,
      saves: { ['01'.repeat(8)]: this.#version },
      ...(this.#campaign.kind === 'staged' && { route: ['depart'] }),
    };
    const { status, hash } = await save(small, person, 'maths', body, {
      version: this.#version,
      ...(this.#previous === undefined ? {} : { previous: this.#previous }),
    });
    if (status !== 204) throw new Error(`the platform answers ${status} to an honest save`);
    this.#previous = hash;
  }

  /** The newest envelope that was acknowledged, opened and scored. */
  #hasAll(): void {
    const { vault, campaign } = this.#campaign.small;
    const head = findHead(vault, this.#pupil?.person?.holder.holderId ?? new Uint8Array(0), 'maths');
    const previous = toBase64Url(this.#previous ?? new Uint8Array(0));
    if (head === null || toBase64Url(head.hash) !== previous)
      throw new Wrong(`the office has version ${head?.version ?? 0} of ${this.#version}`);
    const [sitting] = readSittings(campaign, this.#pupil?.id ?? 0);
    const answered = sitting?.items.m1?.responses.RESPONSE;
    if (answered !== this.#answered || sitting?.records.join() !== previous)
      throw new Wrong(`answered ${this.#answered}, and at the office ${JSON.stringify(sitting)}`);
  }
}
