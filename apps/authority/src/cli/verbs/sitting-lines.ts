/** What `roster sitting` says of a pupil, line by line. */
import { fill, type Lang, type Words } from '@cloison/command/refusal';
import { OBSERVATIONS } from '../../records/observation.ts';
import type { SittingHistory } from '../../records/sitting-history.ts';
import { sayIso } from '../../time/format-time.ts';
import type { BranchRow, HolderState, ReplacementReason } from '../../vault/rows.ts';

const CODES = {
  minted: { fr: 'code en stock', en: 'code in stock' },
  assigned: { fr: 'code en vigueur', en: 'code in force' },
  reserve: { fr: 'code de réserve', en: 'reserve code' },
  revoked: { fr: 'code remplacé', en: 'replaced code' },
} as const satisfies Readonly<Record<HolderState, Words>>;

const REASONS = {
  lost: { fr: 'perdu', en: 'lost' },
  misused: { fr: 'utilisé par un autre', en: 'used by another' },
  revoked: { fr: 'révoqué', en: 'revoked' },
  left: { fr: 'parti', en: 'left' },
  moved: { fr: 'changé d’école', en: 'moved' },
} as const satisfies Readonly<Record<ReplacementReason, Words>>;

const BESIDE = {
  late: { fr: 'gardé à côté : en retard', en: 'kept beside: late' },
  conflict: { fr: 'gardé à côté : deux appareils', en: 'kept beside: two devices' },
  rescue: { fr: 'gardé à côté : fichier de secours', en: 'kept beside: rescue file' },
  relay: { fr: 'gardé à côté : portable d’école', en: 'kept beside: school’s laptop' },
} as const satisfies Readonly<Record<BranchRow['reason'], Words>>;

const STATES = {
  notBegun: { fr: 'pas commencé', en: 'not begun' },
  begun: { fr: 'commencé', en: 'begun' },
  complete: { fr: 'terminé', en: 'complete' },
  absent: { fr: 'absent', en: 'absent' },
} as const satisfies Readonly<Record<SittingHistory['sittings'][number]['state'], Words>>;

const FINAL: Words = { fr: 'fin', en: 'final' };
const UNPUBLISHED: Words = { fr: ', pas encore publié', en: ', not published yet' };
const ANSWERED: Words = { fr: '{answered} sur {expected}', en: '{answered} of {expected}' };
const RECEIPT: Words = { fr: 'reçu {receipt}', en: 'receipt {receipt}' };
const OF_SEQUENCE: Words = { fr: '{sequence} : {said}', en: '{sequence}: {said}' };

/** One sitting; `more` may follow. */
export function sittingLine(
  { sequence, state, answered, expected, receipt }: SittingHistory['sittings'][number],
  lang: Lang,
  more: readonly string[] = [],
): string {
  const said = [
    STATES[state][lang],
    fill(ANSWERED[lang], { answered, expected }, lang),
    ...(receipt === null ? [] : [fill(RECEIPT[lang], { receipt }, lang)]),
    ...more,
  ];
  return fill(OF_SEQUENCE[lang], { sequence, said: said.join(', ') }, lang);
}

export function sittingLines({ codes, sittings, observations }: SittingHistory, lang: Lang): string[] {
  const ofCodes = codes.flatMap(({ state, reason, published, records }) => [
    CODES[state][lang] +
      (reason === null ? '' : ` (${REASONS[reason][lang]})`) +
      (published ? '' : UNPUBLISHED[lang]),
    ...records.map(({ name, version, final, at, beside }) => {
      const marks = [`v${version}`, ...(final ? [FINAL[lang]] : [])];
      if (beside !== null) marks.push(BESIDE[beside][lang]);
      return `  ${sayIso(at)[lang]}  ${name}  ${marks.join(', ')}`;
    }),
  ]);
  const toLookAt = observations.map(
    ({ sequence, code }) =>
      `! ${fill(OF_SEQUENCE[lang], { sequence, said: OBSERVATIONS[code][lang] }, lang)}`,
  );
  return [...ofCodes, ...sittings.map((one) => sittingLine(one, lang)), ...toLookAt];
}
