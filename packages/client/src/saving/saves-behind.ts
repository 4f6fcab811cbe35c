/**
 * The version vector of one record, as this device writes it. Its own count rises at each seal; the counts of the states that
 * it continues are carried over. After a state without a vector (an older page, very many devices) none is written: a vector
 * that lacks saves would make an honest platform look as if it had lost them.
 */
import { countSave, joinVectors, type VersionVector, vectorOf } from '@cloison/protocol';
import { ProtocolError } from '@cloison/protocol/public';

/** A version vector, and under what the writer counts its own saves in it (hexadecimal). */
export interface CountedSaves {
  readonly device: string;
  readonly saves: VersionVector;
}

export class SavesBehind {
  /** Under which own saves are counted, hexadecimal. */
  readonly device: string;
  /** Null: this record goes on without a vector. */
  #behind: VersionVector | null = {};

  constructor(device: string) {
    this.device = device;
  }

  /** The body as it was given to be saved. */
  goOnFrom(body: unknown): unknown {
    const saves = vectorOf(body);
    this.#behind = saves === null || this.#behind === null ? null : joinVectors(this.#behind, saves);
    if (!isObject(body) || !Object.hasOwn(body, 'saves')) return body;
    const { saves: _saves, ...rest } = body;
    return rest;
  }

  /** The body to seal now. */
  oneMore(body: unknown): unknown {
    if (!isObject(body)) return body;
    if (this.#behind !== null) this.#behind = countSave(this.#behind, this.device);
    // What was opened may bring the vector of then, which this state is not at any more.
    const { saves: _saves, ...rest } = body;
    return this.#behind === null ? rest : { ...rest, saves: this.#behind };
  }

  /** Whether a state has no save that this record does not have behind it. False where it cannot be said. */
  covers(body: unknown): boolean {
    return lacksNothing(this.#behind, vectorOf(body));
  }

  /** Whether a state has a save that this record does not have behind it. False where it cannot be said. */
  lacks(body: unknown): boolean {
    const saves = vectorOf(body);
    return this.#behind !== null && saves !== null && !lacksNothing(this.#behind, saves);
  }

  /** Null: this record goes on without a vector. */
  get counted(): CountedSaves | null {
    return this.#behind === null ? null : { device: this.device, saves: this.#behind };
  }

  giveUp(): void {
    this.#behind = null;
  }
}

/**
 * Seals a body as one more save. Without its vector where the ceiling, of an older manifest, has no room for it: the answers
 * come first.
 */
export async function sealAsOneMore<T>(
  behind: SavesBehind,
  body: unknown,
  sealBody: (whole: unknown) => Promise<T>,
): Promise<T> {
  try {
    return await sealBody(behind.oneMore(body));
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'body-too-large') throw error;
    behind.giveUp();
    return sealBody(behind.oneMore(body));
  }
}

/** Whether the one state has all saves of the other. */
export function lacksNothing(one: VersionVector | null, other: VersionVector | null): boolean {
  if (one === null || other === null) return false;
  return Object.entries(other).every(([device, saves]) => (one[device] ?? 0) >= saves);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
