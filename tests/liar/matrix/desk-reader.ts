/** What schools ask, under lies: asked, collected, granted, and given out; then the host is honest, and the school has its answer. */
import { bearer } from '@cloison/protocol/public';
import { listRequests } from '../../../apps/authority/src/desk/requests.ts';
import { grantRequest } from '../../../apps/authority/src/requests/answer-request.ts';
import {
  type DeskEntries,
  groupOf,
  type Person,
  pupilsOf,
  readDocument,
  tell,
} from '../../authority/simulated-people.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import { refusalOf } from './own-words.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

export class DeskReader implements Reader {
  readonly name = 'desk';
  readonly routes = ['key', 'feed', 'records', 'documents', 'revocations'];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #work: OfficeWork;
  #entries: DeskEntries = {};
  #version = 0;
  #previous: Uint8Array | undefined;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#work = new OfficeWork(campaign);
  }

  async honest(): Promise<void> {
    const { id, school, before } = await this.#ask();
    await this.#work.pass();
    await this.#grant(id);
    await this.#work.pass();
    await this.#isAnswered(id, school, before);
  }

  async play(play: Play): Promise<void> {
    const { id, school, before } = await this.#ask();
    await this.#work.underLie(
      () => this.host.tell(play),
      'what schools ask',
      async () => {
        await refusalOf(this.#work.pass());
        await this.#grant(id);
        await refusalOf(this.#work.pass());
      },
    );
    await this.#work.honestPass();
    await this.#grant(id);
    // A host that said that it had what it had not is told all of it again.
    if (play.swallow !== null) await within('the publication after', this.#work.publish(true));
    await this.#work.honestPass();
    await this.#isAnswered(id, school, before);
  }

  async close(): Promise<void> {}

  /** A reserve code for Anna, whose own is lost. */
  async #ask() {
    const { small } = this.#campaign;
    const { school } = await groupOf(small, '6e');
    const anna = (await pupilsOf(small)).get('Anna');
    if (anna?.person == null) throw new Error('Anna has no code');
    this.#version += 1;
    const id = `r-${this.#version}`;
    const entry = { kind: 'reserve', orderNumber: anna.orderNumber, why: 'lost', note: '', withdrawn: false };
    this.#entries = { ...this.#entries, [id]: entry } as DeskEntries;
    const { status, hash } = await tell(small, school, this.#entries, {
      version: this.#version,
      ...(this.#previous === undefined ? {} : { previous: this.#previous }),
    });
    if (status !== 204) throw new Error(`the platform answers ${status} to an honest desk`);
    this.#previous = hash;
    return { id, school, before: anna.person };
  }

  /** Where it has come. */
  async #grant(id: string): Promise<void> {
    const { campaign } = this.#campaign.small;
    const asked = listRequests(campaign, 'asked').find((one) => one.id === id);
    if (asked !== undefined) await grantRequest(campaign, id);
  }

  async #isAnswered(id: string, school: Person, before: Person): Promise<void> {
    const { small } = this.#campaign;
    const state = listRequests(small.campaign).find((one) => one.id === id)?.state;
    if (state !== 'granted') throw new Wrong(`asked, and at the office it is ${state ?? 'nowhere'}`);
    const answers = await readDocument(small, school, 'desk/answers');
    if (!JSON.stringify(answers?.body ?? null).includes(`"${id}"`))
      throw new Wrong('the school has no answer');
    const after = (await pupilsOf(small)).get('Anna')?.person;
    const statuses = [await this.#status(before), after == null ? 0 : await this.#status(after)];
    if (statuses.join() !== '401,200') throw new Wrong(`the old code and the new one: ${statuses.join()}`);
  }

  async #status({ holder }: Person): Promise<number> {
    const { small } = this.#campaign;
    const response = await fetch(`${small.platform.url}/api/1/${small.campaign.name}/documents/ticket`, {
      headers: { authorization: bearer(holder.access) },
    });
    await response.arrayBuffer();
    return response.status;
  }
}
