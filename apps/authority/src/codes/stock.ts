/**
 * Minted codes of a campaign in a random order, so that their ids tell nothing of who got them. Sixteen bytes each: a country
 * has a million.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import { shuffledPositions } from './shuffle.ts';

const ID_BYTES = 16;

export class CodeStock {
  readonly #ids: Uint8Array;
  readonly #order: Uint32Array;
  #left: number;

  constructor({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>, kind: 'pupil' | 'staff') {
    const where = `FROM holder WHERE campaign = ? AND kind = ? AND state = 'minted'`;
    this.#left = vault.count(`SELECT count(*) ${where}`, name, kind);
    this.#ids = new Uint8Array(this.#left * ID_BYTES);
    this.#order = shuffledPositions(this.#left);
    let at = 0;
    const rows = vault.iterate<Pick<HolderRow, 'holder_id'>>(`SELECT holder_id ${where}`, name, kind);
    for (const { holder_id } of rows) {
      this.#ids.set(holder_id, at);
      at += ID_BYTES;
    }
  }

  get left(): number {
    return this.#left;
  }

  /** Undefined when none is left. */
  take(): HolderRow['holder_id'] | undefined {
    if (this.#left === 0) return undefined;
    this.#left -= 1;
    const at = this.#order[this.#left]! * ID_BYTES;
    return this.#ids.slice(at, at + ID_BYTES);
  }
}
