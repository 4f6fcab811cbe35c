/** `breach revoke` under lies: every code of a school replaced while the host lies; then it is honest, and no old code opens anything. */

import { parseTicket } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { replaceLeakedCodes } from '../../../apps/authority/src/codes/replace-leaked.ts';
import { uaiLetter } from '../../../apps/authority/src/geography/uai.ts';
import { readSittings } from '../../../apps/authority/src/score/sittings.ts';
import {
  groupOf,
  type Person,
  pupilBody,
  pupilsOf,
  readDocument,
  save,
} from '../../authority/simulated-people.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import { refusalOf } from './own-words.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

const UAI = `0770002${uaiLetter('0770002')}`;

export class BreachReader implements Reader {
  readonly name = 'breach';
  readonly routes = ['key', 'feed', 'records', 'documents', 'holders', 'revocations', 'campaign'];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #work: OfficeWork;
  #turn = 0;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#work = new OfficeWork(campaign);
  }

  async honest(): Promise<void> {
    const { before, answered } = await this.#leak();
    await this.#asTheRunbookSays();
    await this.#isReplaced(before, answered);
  }

  async play(play: Play): Promise<void> {
    const { before, answered } = await this.#leak();
    await this.#work.underLie(
      () => this.host.tell(play),
      'what follows a leak',
      async () => {
        await refusalOf(this.#work.publish(false));
        await refusalOf(this.#work.pass());
        await refusalOf(this.#work.publish(false));
      },
    );
    // A host that said that it had what it had not is told all of it again.
    if (play.swallow !== null) await within('the publication after', this.#work.publish(true));
    await within('what follows a leak, after', this.#asTheRunbookSays());
    await this.#isReplaced(before, answered);
  }

  async close(): Promise<void> {}

  async #asTheRunbookSays(): Promise<void> {
    await this.#work.publish(false);
    await this.#work.pass();
    await this.#work.publish(false);
  }

  /** Anna saves; then the codes of her school are known to have leaked. */
  async #leak() {
    const { small } = this.#campaign;
    this.#turn += 1;
    const people = await this.#people();
    const answered = this.#turn % 2 === 0 ? 'A' : 'B';
    const [anna] = people;
    if (anna === undefined) throw new Error('Anna has no code');
    const body = {
      ...pupilBody(small, { m1: answered }, false),
      elapsedMs: 1_000 * this.#turn,
      saves: { ['01'.repeat(8)]: this.#turn },
    };
    const { status } = await save(small, anna, 'maths', body);
    if (status !== 204) throw new Error(`the platform answers ${status} to an honest save`);
    await replaceLeakedCodes(small.campaign, { uai: UAI });
    return { before: people, answered };
  }

  /** Of the school, Anna first. */
  async #people(): Promise<readonly Person[]> {
    const { small } = this.#campaign;
    const people = await pupilsOf(small);
    const group = await groupOf(small, '6e');
    return [people.get('Anna')?.person, people.get('Bilal')?.person, group.class, group.school, group.teacher]
      .filter((one) => one !== null)
      .filter((one) => one !== undefined);
  }

  async #isReplaced(before: readonly Person[], answered: string): Promise<void> {
    const { small } = this.#campaign;
    const after = await this.#people();
    for (const [i, one] of before.entries()) {
      const now = after[i];
      const statuses = [await this.#status(one), now === undefined ? 0 : await this.#status(now)];
      if (statuses.join() !== '401,200')
        throw new Wrong(`a leaked ${one.row.kind} and the new one: ${statuses.join()}`);
    }
    const anna = (await pupilsOf(small)).get('Anna');
    const counted = readSittings(small.campaign, anna?.id ?? 0)[0]?.items.m1?.responses.RESPONSE;
    if (counted !== answered)
      throw new Wrong(`answered ${answered}, and the office counts ${String(counted)}`);
    const ticket = anna?.person == null ? null : await readDocument(small, anna.person, 'ticket');
    const resume = JSON.stringify(parseTicket(ticket?.body).sequences[0]?.resume ?? null);
    if (!resume.includes(`"RESPONSE":"${answered}"`))
      throw new Wrong(`the new ticket goes on from ${resume}`);
  }

  async #status({ holder }: Person): Promise<number> {
    const { small } = this.#campaign;
    const response = await fetch(`${small.platform.url}/api/1/${small.campaign.name}/me`, {
      headers: { authorization: bearer(holder.access) },
    });
    await response.arrayBuffer();
    return response.status;
  }
}
