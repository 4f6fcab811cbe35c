/** An inspector under lies: signs in, sees the schools of an area; what is shown is what the office said, or is named. */
import { parseCode } from '@cloison/protocol';
import { AreaDesk } from '../../../apps/school/src/desk/area-desk.ts';
import { signIn, signInFailure } from '../../../apps/school/src/desk/desk.ts';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { Browser, newStore, rememberedArgon2id } from './browser.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

export class AreaReader implements Reader {
  readonly name = 'area';
  readonly routes = ['campaign.json', 'me', 'documents/keyring', 'documents/participation/1', 'content'];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #random: SeededRandom;
  #truth: string | null = null;
  #turn = 0;

  constructor(campaign: MatrixCampaign, random: SeededRandom) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#random = random;
  }

  async honest(): Promise<void> {
    this.#truth = await this.#read(newStore(this.#random), false);
  }

  async play(play: Play): Promise<void> {
    this.#turn += 1;
    const store = newStore(this.#random);
    const isNew = this.#turn % 2 === 1 || play.route === 'content';
    if (!isNew) await this.#read(store, false);
    this.host.tell(play);
    const shown = await within('a page', this.#read(store, true)).finally(() => this.host.beHonest());
    if (this.host.calls > 100) throw new Wrong(`${this.host.calls} calls by one page`);
    if (shown !== null && shown !== this.#truth) throw new Wrong(`shown: ${shown.slice(0, 300)}`);
    const after = await within('the page after', this.#read(store, false));
    if (after !== this.#truth) throw new Wrong(`an honest host, and shown: ${after?.slice(0, 300)}`);
  }

  async close(): Promise<void> {}

  /** The schools that are shown; null: none. */
  async #read(store: ReturnType<typeof newStore>, isLie: boolean): Promise<string | null> {
    const browser = new Browser(this.#campaign.host.url, store, this.#random, isLie);
    try {
      await browser.options.api.card().catch((error: unknown) => this.#said(error, isLie));
      const desk = await signIn(
        parseCode(this.#campaign.inspector, 'staff'),
        rememberedArgon2id,
        browser.options,
      );
      if (!(desk instanceof AreaDesk)) throw new Wrong('the desk of a school');
      await desk.refresh();
      const { participation } = desk;
      if (!isLie && (participation.kind !== 'ready' || desk.refusedDocuments.length > 0))
        throw new Wrong(`an honest host: ${participation.kind}, ${JSON.stringify(desk.refusedDocuments)}`);
      if (participation.kind !== 'ready') return null;
      const { schools, atMs, fewest } = participation.value;
      if (!Number.isFinite(atMs)) throw new Wrong('made at no time');
      return JSON.stringify({ schools, fewest });
    } catch (error) {
      this.#said(error, isLie);
      return null;
    } finally {
      browser.shut();
    }
  }

  #said(error: unknown, isLie: boolean): void {
    if (error instanceof Wrong) throw error;
    try {
      signInFailure(error);
    } catch {
      throw new Wrong(`unforeseen: ${String((error as Error)?.stack ?? error)}`);
    }
    if (!isLie) throw new Wrong(`an honest host: ${String(error)}`);
  }
}
