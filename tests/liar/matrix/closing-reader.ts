/** Closing under lies: refused, with the key still there, or done; what was acknowledged since the last pass is in the certificate's counts. */
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { readCertificate } from '../../../apps/authority/src/close/certificate.ts';
import { certificatePage } from '../../../apps/authority/src/close/certificate-page.ts';
import { type CloseOutcome, closeCampaign } from '../../../apps/authority/src/close/close-campaign.ts';
import { closingPreview } from '../../../apps/authority/src/close/closing-preview.ts';
import { fingerprintOf } from '../../../apps/authority/src/keys/key-store.ts';
import { verifyJournal } from '../../../apps/authority/src/verify/verify-journal.ts';
import { type Pupil, pupilBody, pupilsOf, save } from '../../authority/simulated-people.ts';
import { PLANTED } from '../../simulate/lies/alter-json.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import { refusalOf } from './own-words.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

/** While the host lies; nothing is destroyed then. */
const MAY_REFUSE = /^(?:closing-purge|closing-feed|platform-.*)$/;

export class ClosingReader implements Reader {
  readonly name = 'closing';
  readonly routes = ['key', 'records', 'feed', 'documents', 'purge'];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #work: OfficeWork;
  #turn = 0;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#work = new OfficeWork(campaign);
  }

  /** The second time it closes. */
  async honest(): Promise<void> {
    this.#turn += 1;
    if (this.#turn === 1) return this.#people();
    await this.#holds(await this.#close());
  }

  async play(play: Play): Promise<void> {
    const { small } = this.#campaign;
    let closed: CloseOutcome | null = null;
    const refusal = await this.#work.underLie(
      () => this.host.tell(play),
      'a closing',
      () =>
        refusalOf(
          this.#close().then((outcome) => {
            closed = outcome;
          }),
        ),
    );
    if (refusal !== null) {
      if (!MAY_REFUSE.test(refusal.code)) throw new Wrong(`refused: ${refusal.code}`);
      if (!small.keys.has('identity', NAME)) throw new Wrong(`${refusal.code}, and the key is gone`);
      closed = await within('the closing after', this.#close());
    }
    if (closed !== null) await this.#holds(closed);
  }

  async close(): Promise<void> {}

  #close(): Promise<CloseOutcome> {
    const { small } = this.#campaign;
    closingPreview(small.vault, NAME, small.actor.now(), small.keysFolder);
    return closeCampaign(small.vault, small.keys, small.actor, NAME, this.#work.connection());
  }

  /** Anna ends, Bilal begins: both after the last pass. */
  async #people(): Promise<void> {
    const { small } = this.#campaign;
    const people = await pupilsOf(small);
    const saves = async (name: string, final: boolean) => {
      const { person } = people.get(name) as Pupil;
      if (person === null) throw new Error(name);
      const { status } = await save(small, person, 'maths', pupilBody(small, { m1: 'B' }, final), { final });
      if (status !== 204) throw new Error(`the platform answers ${status} to an honest save`);
    };
    await saves('Anna', true);
    await saves('Bilal', false);
  }

  async #holds({ certificate, counts }: CloseOutcome): Promise<void> {
    const { small } = this.#campaign;
    const { publicKey } = await small.keys.authority();
    const read = await readCertificate(certificate, fingerprintOf(publicKey));
    const page = certificatePage(read);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    if (/[\u0000-\u0008\u001b\u202e]/.test(page)) throw new Wrong('marks of terminals in the certificate');
    if (page.includes(PLANTED) && read.purge?.notErased.includes(PLANTED) !== true)
      throw new Wrong('words of the host in the certificate');
    const maths = counts.sequences.find(({ sequence }) => sequence === 'maths');
    if (maths?.final !== 1 || maths.unfinished !== 1)
      throw new Wrong(`one ended and one began, and the certificate counts ${JSON.stringify(maths)}`);
    if (small.keys.has('identity', NAME)) throw new Wrong('closed, and the key is there');
    verifyJournal(small.vault, { hash: read.certificate.journal.head });
  }
}
