/** `cloison requests`: what schools ask for from their desks. Order numbers and class labels, never a name. */
import { choice, code, count, optional, required, text } from '@cloison/command';
import type { DeskRequest } from '../../desk/requests.ts';
import { findRequest, listRequests } from '../../desk/requests.ts';
import { grantRequest, refuseRequest } from '../../requests/answer-request.ts';
import { type SittingShown, showSittings } from '../../requests/sitting-state.ts';
import { sayIso } from '../../time/format-time.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';
import { sittingLine } from './sitting-lines.ts';

const STATES = ['asked', 'granted', 'refused', 'withdrawn', 'told'] as const;

const idArgument = required(
  code(
    { fr: 'demande', en: 'request' },
    { fr: 'le numéro d’une demande, ou son début', en: 'the number of a request, or its beginning' },
    (given) => (/^[0-9a-z-]{4,40}$/.test(given) ? given : null),
  ),
  { fr: 'la demande, comme « requests list » l’écrit', en: 'the request, as “requests list” writes it' },
);

const KIND_WORDS = {
  reserve: { fr: 'code de réserve', en: 'reserve code' },
  'teacher-code': { fr: 'code d’enseignant', en: 'teacher’s code' },
  reopen: { fr: 'réouverture', en: 'reopening' },
  'more-time': { fr: 'plus de temps', en: 'more time' },
  incident: { fr: 'incident', en: 'incident' },
} as const satisfies Record<DeskRequest['kind'], { readonly fr: string; readonly en: string }>;

const STATE_WORDS = {
  asked: { fr: 'en attente', en: 'waiting' },
  granted: { fr: 'accordée', en: 'granted' },
  refused: { fr: 'refusée', en: 'refused' },
  withdrawn: { fr: 'retirée', en: 'taken back' },
  told: { fr: 'signalé', en: 'reported' },
} as const satisfies Record<DeskRequest['state'], { readonly fr: string; readonly en: string }>;

/** What is asked, on one line. */
function about(session: Session, { entry }: DeskRequest): string {
  switch (entry.kind) {
    case 'reserve':
      return session.say(
        entry.why === 'lost'
          ? { fr: 'n° {order}, code perdu', en: 'no. {order}, code lost' }
          : { fr: 'n° {order}, code utilisé par un autre', en: 'no. {order}, code used by another' },
        { order: entry.orderNumber },
      );
    case 'teacher-code':
      return session.say(
        { fr: 'classe {label}, enseignant {rank}', en: 'class {label}, teacher {rank}' },
        { label: entry.label, rank: entry.rank },
      );
    case 'reopen':
      return `${entry.sequence}, ${pupilsOf(session, entry.orderNumbers)}`;
    case 'more-time':
      return `${entry.sequence}, ${pupilsOf(session, entry.orderNumbers)}, +${entry.minutes} min`;
    case 'incident':
      return [
        entry.sequence ?? '',
        entry.orderNumbers.length === 0 ? '' : pupilsOf(session, entry.orderNumbers),
      ]
        .filter((part) => part !== '')
        .join(', ');
    default:
      return entry satisfies never;
  }
}

function pupilsOf(session: Session, orders: readonly string[]): string {
  return orders.length === 1
    ? session.say({ fr: 'n° {order}', en: 'no. {order}' }, { order: orders[0]! })
    : session.say({ fr: '{count} élève(s)', en: '{count} pupil(s)' }, { count: orders.length });
}

/** Several lines of a school's stand apart from ours. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

function asData(request: DeskRequest): object {
  const { holder: _holder, school: _school, ...rest } = request;
  return rest;
}

export const listVerb = campaignVerb({
  name: 'list',
  roles: ['agent', 'support'],
  summary: {
    fr: 'ce que les écoles demandent, et les incidents qu’elles signalent',
    en: 'what schools ask for, and the incidents that they report',
  },
  options: {
    state: optional(choice(STATES), { fr: 'dans cet état seulement', en: 'in this state only' }),
  },
  examples: ['cloison requests list', 'cloison requests list --state asked'],
  run: async (session, { state }) => {
    const requests = listRequests(await session.campaign(), state);
    for (const one of requests) {
      session.print(
        `${one.id.slice(0, 8)}  ${sayIso(one.receivedAt)[session.lang]}  ${one.uai}  ${session.say(STATE_WORDS[one.state]).padEnd(10)}  ${session.say(KIND_WORDS[one.kind])} : ${about(session, one)}`,
      );
    }
    const waiting = requests.filter((one) => one.state === 'asked').length;
    session.note(
      session.say(
        {
          fr: '{count} demande(s), dont {waiting} en attente.',
          en: '{count} request(s), {waiting} waiting.',
        },
        { count: requests.length, waiting },
      ),
    );
    return { requests: requests.map(asData) };
  },
});

function printSittings(session: Session, sittings: readonly SittingShown[]): void {
  for (const one of sittings) {
    const more = [
      one.savedAt === null ? '' : sayIso(one.savedAt)[session.lang],
      one.reopened === 0 ? '' : `~${one.reopened + 1}`,
      one.extraMinutes === 0 ? '' : `+${one.extraMinutes} min`,
    ].filter((part) => part !== '');
    session.print(`  ${one.order}  ${sittingLine(one, session.lang, more)}`);
  }
}

export const showVerb = campaignVerb({
  name: 'show',
  roles: ['agent', 'support'],
  summary: {
    fr: 'une demande, et l’état des passations qu’elle concerne ; le journal le retient',
    en: 'a request, and the state of the sittings that it is about; the journal keeps that',
  },
  arguments: { id: idArgument },
  examples: ['cloison requests show 4f2a91c0'],
  run: async (session, { id }) => {
    const campaign = await session.campaign();
    const request = findRequest(campaign, id);
    const sittings = showSittings(campaign, request);
    session.print(
      `${session.say(KIND_WORDS[request.kind])} : ${about(session, request)} (${request.uai}, ${session.say(STATE_WORDS[request.state])})`,
    );
    if (request.entry.note !== '') session.print(`  « ${indented(request.entry.note)} »`);
    if (request.answer !== '') session.print(`  → ${indented(request.answer)}`);
    printSittings(session, sittings);
    return { request: asData(request), sittings };
  },
});

export const grantVerb = campaignVerb({
  name: 'grant',
  roles: ['agent', 'support'],
  summary: {
    fr: 'accorde une demande ; l’école l’apprend à la passe suivante de « campaign serve »',
    en: 'grants a request; the school learns of it with the next pass of “campaign serve”',
  },
  arguments: { id: idArgument },
  options: {
    answer: optional(text(), { fr: 'quelques mots pour l’école', en: 'a few words for the school' }),
    minutes: optional(count({ max: 180 }), {
      fr: 'minutes de plus : avec une réouverture, ou au lieu de celles qui sont demandées',
      en: 'minutes more: with a reopening, or instead of those that were asked for',
    }),
  },
  examples: ['cloison requests grant 4f2a91c0', 'cloison requests grant 4f2a91c0 --minutes 10'],
  run: async (session, { id, answer, minutes }) => {
    const campaign = await session.campaign();
    printSittings(session, showSittings(campaign, findRequest(campaign, id)));
    const granted = await grantRequest(campaign, id, {
      ...(answer === undefined ? {} : { answer: answer.slice(0, 500) }),
      ...(minutes === undefined ? {} : { minutes }),
    });
    session.print(
      session.say(
        {
          fr: 'Accordée : {kind}, école {uai}. La passe suivante de « campaign serve » le publie.',
          en: 'Granted: {kind}, school {uai}. The next pass of “campaign serve” publishes it.',
        },
        { kind: session.say(KIND_WORDS[granted.kind]), uai: granted.uai },
      ),
    );
    return { request: asData(granted) };
  },
});

export const refuseVerb = campaignVerb({
  name: 'refuse',
  roles: ['agent', 'support'],
  summary: { fr: 'refuse une demande, et dit pourquoi', en: 'refuses a request, and says why' },
  arguments: { id: idArgument },
  options: {
    answer: required(text(), { fr: 'pourquoi, pour l’école', en: 'why, for the school' }),
  },
  examples: ['cloison requests refuse 4f2a91c0 --answer "La séquence est close."'],
  run: async (session, { id, answer }) => {
    const refused = refuseRequest(await session.campaign(), id, answer.slice(0, 500));
    session.print(
      session.say(
        { fr: 'Refusée. L’école lira : {answer}', en: 'Refused. The school will read: {answer}' },
        { answer },
      ),
    );
    return { request: asData(refused) };
  },
});
