/**
 * The stages that this page has left, until it goes: the writers whose ends may not have arrived yet, and what was answered, for
 * the choice of the next module.
 */
import { hasArrived, type RecordWriter, type SaveState } from '@cloison/client';
import type { PupilBody } from '@cloison/protocol';
import type { ItemResponses } from '@cloison/qti/delivery';
import type { Sitting } from './sitting.ts';

export interface EarlierStage {
  readonly stage: number;
  readonly writer: RecordWriter;
  /** As it was ended here. */
  readonly body: PupilBody;
  says: SaveState;
}

export class EarlierStages {
  readonly #stages: EarlierStage[] = [];
  /** By item. */
  readonly #responses: Record<string, ItemResponses> = {};

  /** What was answered in a stage that is left, whether or not it has a writer. */
  keepResponses({ items }: Sitting): void {
    for (const [id, { responses }] of Object.entries(items)) this.#responses[id] = responses;
  }

  add(stage: EarlierStage): void {
    this.#stages.push(stage);
  }

  /** Null: the stage is the current one, or was never begun here. */
  find(stage: number): EarlierStage | null {
    return this.#stages.find((one) => one.stage === stage) ?? null;
  }

  get writers(): readonly RecordWriter[] {
    return this.#stages.map(({ writer }) => writer);
  }

  /** What the first of those says whose end has not arrived; null: all have. */
  get waits(): SaveState | null {
    return this.#stages.find((one) => !hasArrived(one.says))?.says ?? null;
  }

  /** The platform has the end of each, or keeps it apart. */
  get allArrived(): boolean {
    return this.#stages.every(({ says }) => hasArrived(says));
  }

  /** Of all stages so far, the current one's among them. */
  responsesWith({ items }: Sitting): Record<string, ItemResponses> {
    const responses = { ...this.#responses };
    for (const [id, work] of Object.entries(items)) responses[id] = work.responses;
    return responses;
  }
}
