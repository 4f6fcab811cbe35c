/** Staff under lies: a teacher keys, a head reads and asks; then the host is honest, and all of it has to be there. */
import type { MemoryStore } from '@cloison/client';
import { parseCode } from '@cloison/protocol';
import { readSittings } from '../../../apps/authority/src/score/sittings.ts';
import { Desk, signIn, signInFailure } from '../../../apps/school/src/desk/desk.ts';
import { pupilsOf } from '../../authority/simulated-people.ts';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { Browser, newStore, rememberedArgon2id, until } from './browser.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

const STAYS_MS = 120;
const ARRIVES_MS = 120_000;
const CHOICES = ['A', 'B', 'C'] as const;

interface Cell {
  readonly pupil: string;
  readonly content: string;
  /** What lost against it. */
  readonly besides: string;
}

export class SchoolReader implements Reader {
  readonly name = 'school';
  readonly routes = [
    'me',
    'documents/keyring',
    'documents/roster',
    'documents/participation',
    'documents/report/class',
    'documents/report/school',
    'documents/desk/answers',
    'documents/slips/1',
    'content',
    'record',
    'save',
    'rescue',
    'campaign.json',
  ];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #random: SeededRandom;
  #turn = 0;

  constructor(campaign: MatrixCampaign, random: SeededRandom) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#random = random;
  }

  async honest(): Promise<void> {
    await this.#read(newStore(this.#random), 0, false);
  }

  async play(play: Play): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const store = newStore(this.#random);
    if (turn % 2 === 0) await this.#read(store, turn - 1, false);
    this.host.tell(play);
    const keyed = await within('a page', this.#read(store, turn, true)).finally(() => {
      this.host.beHonest();
    });
    if (this.host.calls > 600) throw new Wrong(`${this.host.calls} calls by one page`);
    const seen = await within('the page after', this.#read(store, null, false));
    // Another computer may have keyed the cell since: then this one is kept beside.
    const inner = keyed?.content.slice(1, -1) ?? '';
    if (keyed !== null && seen?.content !== keyed.content && seen?.besides.includes(inner) !== true)
      throw new Wrong(`keyed ${keyed.content}, shown again ${JSON.stringify(seen)}`);
    await this.#isAtTheOffice(seen);
  }

  /** What the page shows is what counts at the office. */
  async #isAtTheOffice(seen: Cell | null): Promise<void> {
    const { small } = this.#campaign;
    await new OfficeWork(this.#campaign).honestPass();
    const pupil = [...(await pupilsOf(small)).values()].find(
      ({ orderNumber }) => orderNumber === seen?.pupil,
    );
    const [sitting] = readSittings(small.campaign, pupil?.id ?? 0);
    const item = sitting?.items.l1;
    const counted = item?.state === 'answered' ? { value: item.responses.RESPONSE } : { state: item?.state };
    if (seen !== null && JSON.stringify(counted) !== seen.content)
      throw new Wrong(`shown ${seen.content}, and the office counts ${JSON.stringify(item)}`);
  }

  async close(): Promise<void> {}

  /** The cell that was keyed and is kept, or the one that is shown; null: none. */
  async #read(store: MemoryStore, turn: number | null, isLie: boolean): Promise<Cell | null> {
    const browser = new Browser(this.#campaign.host.url, store, this.#random, isLie);
    const desks: Desk[] = [];
    try {
      await browser.options.api.card().catch((error: unknown) => this.#said(error, isLie));
      const own = await this.#key(browser, desks, turn, isLie);
      await this.#lead(browser, desks, isLie);
      return own;
    } finally {
      for (const desk of desks) desk.stop();
      browser.shut();
    }
  }

  async #signIn(browser: Browser, code: string, desks: Desk[], isLie: boolean): Promise<Desk | null> {
    try {
      const desk = await signIn(parseCode(code, 'staff'), rememberedArgon2id, browser.options);
      if (!(desk instanceof Desk)) throw new Wrong('the desk of an area');
      desks.push(desk);
      return desk;
    } catch (error) {
      this.#said(error, isLie);
      return null;
    }
  }

  async #key(browser: Browser, desks: Desk[], turn: number | null, isLie: boolean): Promise<Cell | null> {
    const desk = await this.#signIn(browser, this.#campaign.teacher, desks, isLie);
    const [own] = desk?.classes ?? [];
    if (own === undefined) return null;
    await own.refresh();
    this.#datesOf(own.nowMs());
    for (const { why } of own.refusedDocuments) if (!isLie) throw new Wrong(`an honest document is ${why}`);
    const pupil = own.pupils[0]?.orderNumber;
    if (pupil === undefined) {
      if (!isLie) throw new Wrong('no roster from an honest host');
      return null;
    }
    let book: Awaited<ReturnType<typeof own.book>>;
    try {
      book = await own.book('lettres');
    } catch (error) {
      this.#said(error, isLie);
      return null;
    }
    const cellOf = (): Cell | null => {
      const body = book.rows.get(pupil)?.body;
      if (body?.cells.l1 === undefined) return null;
      const { edit: _edit, ...content } = body.cells.l1;
      return { pupil, content: JSON.stringify(content), besides: JSON.stringify(body.conflicts) };
    };
    const isSaved = () => book.rows.get(pupil)?.save.kind === 'saved';
    if (turn !== null) {
      const value = CHOICES[turn % CHOICES.length] ?? 'A';
      const content = turn % 4 === 3 ? ({ kind: 'noAnswer' } as const) : ({ kind: 'value', value } as const);
      await book.apply([{ pupil, item: 'l1', content }]).catch((error: unknown) => this.#said(error, isLie));
    }
    if (isLie) await until(isSaved, STAYS_MS);
    else if (!(await until(isSaved, ARRIVES_MS)))
      throw new Wrong(`not saved by an honest host: ${JSON.stringify(book.rows.get(pupil)?.save)}`);
    const isKept = book.rows.get(pupil)?.save.kind !== 'keeping';
    return isKept ? cellOf() : null;
  }

  async #lead(browser: Browser, desks: Desk[], isLie: boolean): Promise<void> {
    const desk = await this.#signIn(browser, this.#campaign.head, desks, isLie);
    const school = desk?.school ?? null;
    if (desk === null || school === null) return;
    await school.loadSlips();
    this.#datesOf(school.nowMs());
    for (const { why } of school.refusedDocuments)
      if (!isLie) throw new Wrong(`an honest document is ${why}`);
    if (!isLie && school.slips.kind !== 'ready') throw new Wrong('no slips from an honest host');
    const envelope = this.#random.bytes(600);
    const codes = await desk.rescue([envelope, envelope]).catch((error: unknown) => {
      this.#said(error, isLie);
      return null;
    });
    if (codes !== null && codes.length !== 2) throw new Wrong(`${codes.length} words about two envelopes`);
  }

  #datesOf(nowMs: number): void {
    if (!Number.isFinite(nowMs)) throw new Wrong('the clock of the platform is no number');
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
