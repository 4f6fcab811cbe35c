/** A pupil who signs in with a code, answers every sequence and finishes, by the browsers' own code. */
import { loadContent, type Session, type SessionOptions } from '@cloison/client';
import { type PupilBody, parseTicket, receiptOf } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { type ItemResponses, parseSequenceContent } from '@cloison/qti/delivery';
import {
  chooseNext,
  moduleOf,
  recordOf,
  type StagePlan,
  stagePlan,
} from '../../apps/pupil/src/sitting/stages.ts';
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
  // As the pupils' page does for content that was published sealed.
  const opener =
    ticket.share === undefined
      ? null
      : { share: fromBase64Url(ticket.share), key: (name: string) => session.contentKey(name) };
  const content = await loadContent(ticket.manifest, options.api, options.store, opener);
  const { manifest, manifestHash } = content;
  const sittings: Sitting[] = [];
  for (const [at, sequence] of ticket.sequences.entries()) {
    const leaves = at === ticket.sequences.length - 1 && stopsAt < 1;
    const ceiling = manifest.ceilings[sequence.id]!;
    const start: Started = {
      body: {
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
      },
      ability,
      answers,
      random,
      ceiling,
      session,
    };
    const path = manifest.sequences.find(({ id }) => id === sequence.id)?.content;
    const { modules = [] } = parseSequenceContent(await content.json(path!));
    const plan = stagePlan(sequence, modules, async (name) =>
      session.routing(name, fromBase64Url(ticket.routingKeys[name]!)),
    );
    const sat =
      plan === null
        ? await sit(start, sequence.record, sequence.booklet, leaves ? stopsAt : 1)
        : await sitStages(start, plan, leaves ? stopsAt : 1);
    if (sat !== null) sittings.push({ sequence: sequence.id, ...sat });
  }
  return sittings;
}

interface Started {
  /** Before the first answer. */
  readonly body: PupilBody;
  readonly ability: number;
  readonly answers: AnswerTable;
  readonly random: Random;
  readonly ceiling: number;
  readonly session: Session;
}

type Sat = Omit<Sitting, 'sequence'> & { readonly body: PupilBody };

/** One record, to its end or to where the pupil leaves. Null: it was final already. */
async function sit(
  { body: start, ability, answers, random, ceiling, session }: Started,
  record: string,
  booklet: readonly string[],
  stopsAt: number,
): Promise<Sat | null> {
  const items = booklet.slice(0, stopsAt < 1 ? Math.floor(booklet.length * stopsAt) : undefined);
  const { writer, resumed } = await session.writer(record, ceiling);
  if (resumed.final) return null;
  let body = start;
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
  const final = stopsAt >= 1;
  body = { ...body, final };
  await writer.save(body, { final });
  await writer.settled();
  if (writer.state.kind !== 'saved')
    throw new Error(`a simulated pupil could not save: ${writer.state.kind}`);
  const hash = writer.finalHash;
  return { receipt: hash === null ? null : receiptOf(hash), saves: saves + 1, body };
}

/** Stage after stage, each module by what the table of the one before says. */
async function sitStages(start: Started, plan: StagePlan, stopsAt: number): Promise<Sat | null> {
  let route: readonly string[] = [plan.first];
  let routed: PupilBody['routed'] = null;
  let saves = 0;
  let elapsedMs = 0;
  const responses: Record<string, ItemResponses> = {};
  const last = stopsAt < 1 ? Math.max(1, Math.floor(plan.count * stopsAt)) : plan.count;
  for (let stage = 1; ; stage++) {
    const { items } = moduleOf(plan, route.at(-1)!);
    const body = { ...start.body, route: [...route], routed, elapsedMs };
    const leaves = stage === last && stopsAt < 1;
    const sat = await sit({ ...start, body }, recordOf(plan, stage), items, leaves ? stopsAt : 1);
    if (sat === null) return null;
    saves += sat.saves;
    elapsedMs = sat.body.elapsedMs;
    if (stage === last) return { ...sat, saves };
    for (const [id, work] of Object.entries(sat.body.items)) responses[id] = work.responses;
    const chosen = await chooseNext(plan, route, responses);
    route = [...route, chosen.module.id];
    routed = chosen.routed;
  }
}
