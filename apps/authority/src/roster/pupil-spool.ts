/**
 * Pupils that were read and checked, packed until all files are: some 200 bytes each, where an object takes four times that.
 * They come out in the order of their look-ups, keyed hashes of their numbers, so that the order of the file shows nowhere, and
 * rows that are found by them are written one beside the other. Personal.
 */
import type { Sealer } from '../vault/sealer.ts';
import type { RosterPupil } from './pupil-reading.ts';

/** A class at a level, as the files name it. */
export type PupilPlace = Pick<RosterPupil, 'uai' | 'label' | 'level' | 'classIdentifier'>;

export interface SpooledPupil {
  /** Index in `places`. */
  readonly place: number;
  /** Look-up of the INE, and of all facts. */
  readonly ine: Uint8Array;
  readonly facts: Uint8Array;
  /** Facts as JSON. */
  readonly json: Uint8Array;
}

const BLOCK_BYTES = 1 << 20;
/** ine 16 | facts 16 | place u32 | day of arrival u32 (20260901; 0: none) | bytes of JSON u32 | JSON */
const LOOKUP_BYTES = 16;
const [PLACE, SINCE, LENGTH, JSON_AT] = [32, 36, 40, 44];
const TAKEN = 0xffff_ffff;

export class PupilSpool {
  readonly #sealer: Sealer;
  /** In the order in which the files first name them. */
  readonly places: PupilPlace[] = [];
  readonly #placeOf = new Map<string, number>();
  #last: { readonly pupil: PupilPlace; readonly place: number } | null = null;
  readonly #blocks: Buffer[] = [];
  #used = BLOCK_BYTES;
  /** Where each entry begins: number of its block · 2³² + offset. */
  readonly #entries: number[] = [];
  #taken = 0;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  get size(): number {
    return this.#entries.length - this.#taken;
  }

  add(pupil: RosterPupil): void {
    const text = JSON.stringify(pupil.facts);
    const json = Buffer.from(text, 'utf8');
    const length = JSON_AT + json.length;
    if (this.#used + length > (this.#blocks.at(-1)?.length ?? 0)) {
      this.#blocks.push(Buffer.allocUnsafe(Math.max(BLOCK_BYTES, length)));
      this.#used = 0;
    }
    const block = this.#blocks.at(-1)!;
    const at = this.#used;
    block.set(this.#sealer.lookup('ine', pupil.facts.ine), at);
    block.set(this.#sealer.lookup('facts', text), at + LOOKUP_BYTES);
    block.writeUInt32LE(this.#place(pupil), at + PLACE);
    block.writeUInt32LE(Number(pupil.since?.replaceAll('-', '') ?? 0), at + SINCE);
    block.writeUInt32LE(json.length, at + LENGTH);
    block.set(json, at + JSON_AT);
    this.#used += length;
    this.#entries.push((this.#blocks.length - 1) * 2 ** 32 + at);
  }

  /** Takes those pupils out again, whole. A reading of everything: for the few who are on the lists of two schools. */
  take(ines: readonly string[]): Map<string, RosterPupil> {
    const wanted = new Map(
      ines.map((ine) => [Buffer.from(this.#sealer.lookup('ine', ine)).toString('hex'), ine]),
    );
    const taken = new Map<string, RosterPupil>();
    if (wanted.size === 0) return taken;
    for (const entry of this.#entries) {
      const [block, at] = this.#find(entry);
      const ine = wanted.get(block.toString('hex', at, at + LOOKUP_BYTES));
      if (ine === undefined || block.readUInt32LE(at + PLACE) === TAKEN) continue;
      taken.set(ine, this.#whole(block, at));
      block.writeUInt32LE(TAKEN, at + PLACE);
      this.#taken += 1;
    }
    return taken;
  }

  /** Indices of places where anybody is. */
  usedPlaces(): ReadonlySet<number> {
    const used = new Set<number>();
    for (const entry of this.#entries) {
      const [block, at] = this.#find(entry);
      used.add(block.readUInt32LE(at + PLACE));
    }
    used.delete(TAKEN);
    return used;
  }

  /** Everybody, by the look-up of the INE. What is given is a view, until the next one. */
  *sorted(): Generator<SpooledPupil> {
    for (const index of this.#order()) {
      const [block, at] = this.#find(this.#entries[index]!);
      const place = block.readUInt32LE(at + PLACE);
      if (place === TAKEN) continue;
      const json = at + JSON_AT;
      yield {
        place,
        ine: block.subarray(at, at + LOOKUP_BYTES),
        facts: block.subarray(at + LOOKUP_BYTES, at + PLACE),
        json: block.subarray(json, json + block.readUInt32LE(at + LENGTH)),
      };
    }
  }

  /**
   * Indices of entries by the first bits of their look-ups: as many as leave room for the index in a number of 53 bits, so
   * that numbers alone are sorted. Of a country 33: some forty pairs agree in them, and stay as they came.
   */
  #order(): Uint32Array {
    const count = this.#entries.length;
    const indexSize = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
    const shrink = 2 ** 48 / Math.min(2 ** 48, 2 ** 53 / indexSize);
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const [block, at] = this.#find(this.#entries[i]!);
      keys[i] = Math.floor(block.readUIntBE(at, 6) / shrink) * indexSize + i;
    }
    keys.sort();
    return Uint32Array.from(keys, (key) => key % indexSize);
  }

  #find(entry: number): [block: Buffer, at: number] {
    const block = Math.floor(entry / 2 ** 32);
    return [this.#blocks[block]!, entry - block * 2 ** 32];
  }

  #whole(block: Buffer, at: number): RosterPupil {
    const json = block.toString('utf8', at + JSON_AT, at + JSON_AT + block.readUInt32LE(at + LENGTH));
    const since = String(block.readUInt32LE(at + SINCE)).padStart(8, '0');
    const day = `${since.slice(0, 4)}-${since.slice(4, 6)}-${since.slice(6)}`;
    return {
      ...this.places[block.readUInt32LE(at + PLACE)]!,
      facts: JSON.parse(json) as RosterPupil['facts'],
      ...(day === '0000-00-00' ? {} : { since: day }),
    };
  }

  /** Pupils of a class stand together in most files. */
  #place(pupil: RosterPupil): number {
    const { uai, label, level, classIdentifier } = pupil;
    const last = this.#last?.pupil;
    if (last?.uai === uai && last.label === label && last.level === level) return this.#last!.place;
    const key = JSON.stringify([uai, label, level]);
    let place = this.#placeOf.get(key);
    if (place === undefined) {
      place = this.places.length;
      this.places.push({ uai, label, level, ...(classIdentifier === undefined ? {} : { classIdentifier }) });
      this.#placeOf.set(key, place);
    }
    this.#last = { pupil, place };
    return place;
  }
}
