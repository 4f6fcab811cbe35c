/** The office's work against the host of a matrix: as patient as it is with an honest one, or with short waits under a lie. */
import { serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { Wrong, within } from './reader.ts';

/** Under a lie. An honest host has as long as it needs. */
const ATTEMPT_MS = 400;
const HONEST_MS = 120_000;
const MOST_CALLS = 200;

export class OfficeWork {
  readonly #campaign: MatrixCampaign;
  #isLiedTo = false;

  constructor(campaign: MatrixCampaign) {
    this.#campaign = campaign;
  }

  connection() {
    return {
      platform: this.#campaign.host.url,
      patienceMs: this.#isLiedTo ? 0 : HONEST_MS,
      attemptMs: this.#isLiedTo ? ATTEMPT_MS : HONEST_MS,
    };
  }

  pass() {
    const { small } = this.#campaign;
    return serveCampaign(small.campaign, small.keys, { ...this.connection(), once: true });
  }

  /** `again`: everything, also what the platform says that it has. */
  publish(again: boolean) {
    const { small } = this.#campaign;
    return publishCampaign(small.campaign, small.keys, { ...this.connection(), again });
  }

  /** Until the end of `work` the host lies. Throws `Wrong` where that does not end, or asks without end. */
  async underLie<T>(tell: () => void, what: string, work: () => Promise<T>): Promise<T> {
    const { host } = this.#campaign;
    tell();
    this.#isLiedTo = true;
    host.calls = 0;
    try {
      const done = await within(what, work());
      if (host.calls > MOST_CALLS) throw new Wrong(`${host.calls} calls in ${what}`);
      return done;
    } finally {
      host.beHonest();
      this.#isLiedTo = false;
    }
  }

  async honestPass(): Promise<void> {
    const pass = await within('the pass after', this.pass());
    if (!pass.complete) throw new Wrong('an honest pass is not complete');
  }
}
