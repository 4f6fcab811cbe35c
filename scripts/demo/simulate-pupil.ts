/** A pupil who signs in with a code, answers every sequence and finishes, by the browsers' own code. */
import { loadContent, type SessionOptions } from '@cloison/client';
import { type PupilBody, parseTicket, receiptOf } from '@cloison/protocol';
import { type AnswerTable, simulateItem } from '../../examples/src/answers.ts';
import type { Random } from '../../examples/src/random.ts';
import { signIn } from './simulated-person.ts';

const SAVE_EVERY_ITEMS = 5;

export interface Sitting {
  readonly sequence: string;
  /** Six symbols; null for a pupil who did not finish. */
  readonly receipt: string | null;
  readonly saves: number;
}

/** `stopsAt`: the share of the items of the last sequence after which the pupil leaves without finishing; 1 finishes. */
export async function simulatePupil(
  options: SessionOptions,
  code: string,
  answers: AnswerTable,
  ability: number,
  random: Random,
  stopsAt = 1,
): Promise<readonly Sitting[]> {
  const session = await signIn(options, code, 'pupil');
  await session.me();
  const ticket = (await session.document('ticket', parseTicket))?.value;
  if (ticket === undefined) throw new Error('a simulated pupil has no ticket');
  const { manifest, manifestHash } = await loadContent(ticket.manifest, options.api, options.store);
  const sittings: Sitting[] = [];
  for (const [at, sequence] of ticket.sequences.entries()) {
    const isLast = at === ticket.sequences.length - 1;
    const leaves = isLast && stopsAt < 1;
    const items = sequence.booklet.slice(
      0,
      leaves ? Math.floor(sequence.booklet.length * stopsAt) : undefined,
    );
    const { writer, resumed } = await session.writer(sequence.record, manifest.ceilings[sequence.id]!);
    if (resumed.final) continue;
    let body: PupilBody = {
      v: 1,
      items: {},
      position: 0,
      elapsedMs: 0,
      seed: ticket.seed,
      route: [],
      routed: null,
      manifest: manifestHash,
      app: 'simulation',
      final: false,
    };
    let saves = 0;
    for (const [position, id] of items.entries()) {
      const ms = 20_000 + Math.floor(random.next() * 60_000);
      const responses = { ...simulateItem(answers.items[id]!, ability, random) };
      body = {
        ...body,
        items: {
          ...body.items,
          [id]: { responses: responses as PupilBody['items'][string]['responses'], ms, visits: 1 },
        },
        position,
        elapsedMs: body.elapsedMs + ms,
      };
      if (position % SAVE_EVERY_ITEMS === SAVE_EVERY_ITEMS - 1) {
        await writer.save(body);
        await writer.settled();
        saves++;
      }
    }
    body = { ...body, final: !leaves };
    await writer.save(body, { final: !leaves });
    await writer.settled();
    if (writer.state.kind !== 'saved')
      throw new Error(`a simulated pupil could not save: ${writer.state.kind}`);
    const hash = writer.finalHash;
    sittings.push({
      sequence: sequence.id,
      receipt: hash === null ? null : receiptOf(hash),
      saves: saves + 1,
    });
  }
  return sittings;
}
