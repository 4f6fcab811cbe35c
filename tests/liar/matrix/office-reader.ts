/** The office under lies: a pass, or a publication; then the host is honest, and the office has all that the platform has. */
import { Refusal } from '@cloison/command/refusal';
import { toBase64Url } from '@cloison/protocol/public';
import { serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { findHead } from '../../../apps/authority/src/records/received-records.ts';
import { type Pupil, pupilBody, pupilsOf, save } from '../../authority/simulated-people.ts';
import { PLANTED } from '../../simulate/lies/alter-json.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import type { Alter } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

/** Under a lie. An honest host has as long as it needs. */
const ATTEMPT_MS = 400;
const HONEST_MS = 120_000;
const MOST_CALLS = 200;
const LONGEST_MESSAGE = 2_000;
/** As engines, undici and schemas say it. */
const OF_LIBRARIES =
  /fetch failed|terminated|unexpected (?:token|end)|is not (?:a function|iterable)|cannot read|undefined|\bJSON\b|strict_object|safe_integer|min_value|NaN/i;

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
  readonly #campaign: MatrixCampaign;
  #turn = 0;
  #isLiedTo = false;
  #version = 0;
  #previous: Uint8Array | undefined;
  #pupil: Pupil | undefined;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
  }

  async honest(): Promise<void> {
    await this.#save();
    await this.#pass();
    await this.#publish();
  }

  async play(alter: Alter): Promise<void> {
    const { host } = this.#campaign;
    this.#turn += 1;
    await this.#save();
    host.alter = alter;
    this.#isLiedTo = true;
    host.calls = 0;
    try {
      // A publication also sends what a pass does not.
      await within('a pass', this.#lied(this.#turn % 2 === 0 ? this.#publish() : this.#pass()));
    } finally {
      host.alter = null;
      this.#isLiedTo = false;
    }
    if (host.calls > MOST_CALLS) throw new Wrong(`${host.calls} calls in one pass`);
    await this.#published();
    const pass = await within('the pass after', this.#pass());
    if (!pass.complete) throw new Wrong('an honest pass is not complete');
    this.#hasAll();
  }

  async close(): Promise<void> {}

  async #save(): Promise<void> {
    const { small } = this.#campaign;
    this.#pupil ??= [...(await pupilsOf(small)).values()].find(({ person }) => person !== null);
    const person = this.#pupil?.person;
    if (person === undefined || person === null) throw new Error('nobody online');
    this.#version += 1;
    const body = {
      ...pupilBody(small, { m4: `mot ${this.#version}` }, false),
      saves: { ['01'.repeat(8)]: this.#version },
    };
    const { status, hash } = await save(small, person, 'maths', body, {
      version: this.#version,
      ...(this.#previous === undefined ? {} : { previous: this.#previous }),
    });
    if (status !== 204) throw new Error(`the platform answers ${status} to an honest save`);
    this.#previous = hash;
  }

  #pass() {
    const { small, host } = this.#campaign;
    return serveCampaign(small.campaign, small.keys, {
      platform: host.url,
      once: true,
      patienceMs: this.#isLiedTo ? 0 : HONEST_MS,
      attemptMs: this.#isLiedTo ? ATTEMPT_MS : HONEST_MS,
    });
  }

  #publish() {
    const { small, host } = this.#campaign;
    return publishCampaign(small.campaign, small.keys, {
      platform: host.url,
      again: true,
      patienceMs: this.#isLiedTo ? 0 : HONEST_MS,
      attemptMs: this.#isLiedTo ? ATTEMPT_MS : HONEST_MS,
    });
  }

  async #published(): Promise<void> {
    await within('the publication after', this.#publish());
  }

  async #lied(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof Refusal))
        throw new Wrong(`unforeseen: ${String((error as Error)?.stack ?? error)}`);
      const { code, words, data } = error;
      for (const text of [...Object.values(words), JSON.stringify(data)]) {
        if (text.includes(PLANTED)) throw new Wrong(`words of the host in ${code}: ${text.slice(0, 300)}`);
        if (OF_LIBRARIES.test(text)) throw new Wrong(`words of a library in ${code}: ${text.slice(0, 300)}`);
        if (text.length > LONGEST_MESSAGE) throw new Wrong(`${code}: ${text.length} characters`);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
        if (/[\u0000-\u0008\u001b\u202e]/.test(text)) throw new Wrong(`marks of terminals in ${code}`);
      }
    }
  }

  #hasAll(): void {
    const { vault } = this.#campaign.small;
    const head = findHead(vault, this.#pupil?.person?.holder.holderId ?? new Uint8Array(0), 'maths');
    const previous = toBase64Url(this.#previous ?? new Uint8Array(0));
    if (head === null || toBase64Url(head.hash) !== previous)
      throw new Wrong(`the office has version ${head?.version ?? 0} of ${this.#version}`);
  }
}
