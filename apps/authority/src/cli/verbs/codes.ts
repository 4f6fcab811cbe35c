import {
  choice,
  count,
  exactlyOne,
  flag,
  optional,
  required,
  text,
  whole,
  withDefault,
} from '@cloison/command';
import { type AssignedCodes, assignCodes } from '../../codes/assign.ts';
import { codesToMint, type MintedCodes, type MintOptions, mintCodes } from '../../codes/mint.ts';
import { LONGEST_UNASKED_S, mintingSeconds } from '../../codes/minting-time.ts';
import { refuseCodes } from '../../codes/refusals.ts';
import { giveReserve } from '../../codes/reserve.ts';
import { revokeStaff } from '../../codes/revoke.ts';
import { formatInstant } from '../../time/format-time.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { orderNumber, uai } from '../frame/kinds.ts';
import type { Session } from '../frame/session.ts';

async function mint(session: Session, stock: MintOptions['stock'], yes = false): Promise<MintedCodes> {
  const campaign = await session.campaign();
  await sayWhenItEnds(session, codesToMint(campaign, stock), yes);
  const done = await mintCodes(campaign, {
    ...(stock === undefined ? {} : { stock }),
    progress: session.progress,
    label: session.say({ fr: 'Codes', en: 'Codes' }),
    signal: session.signal,
  });
  session.print(
    session.say(
      {
        fr: 'Créés : {pupil} code(s) d’élève(s), {staff} d’adulte(s). En stock : {pupilStock} et {staffStock}.',
        en: 'Minted: {pupil} {pupil|pupil’s code|pupils’ codes}, {staff} of staff. In stock: {pupilStock} and {staffStock}.',
      },
      { ...done.minted, pupilStock: done.stock.pupil, staffStock: done.stock.staff },
    ),
  );
  return done;
}

/** A run of less than this is over before one has read of it. */
const SHORT_S = 60;

/** Throws `mint-long` for what would take more than a week, unless it was meant. */
async function sayWhenItEnds(
  session: Session,
  { pupil, staff }: MintedCodes['minted'],
  yes: boolean,
): Promise<void> {
  const count = pupil + staff;
  if (count === 0) return;
  const seconds = await mintingSeconds(count);
  if (seconds > LONGEST_UNASKED_S && !yes) {
    throw refuseCodes('mint-long', { count, days: Math.round(seconds / 86_400) });
  }
  if (seconds < SHORT_S) return;
  const end = new Date(session.actor.now().getTime() + seconds * 1000);
  const at = { fr: formatInstant(end, 'fr'), en: formatInstant(end, 'en') };
  session.note(
    session.say(
      {
        fr: `{count} code(s) à créer : fin vers le ${at.fr}, si la machine ne fait rien d’autre. Interrompu, il continue quand on le relance.`,
        en: `{count} code(s) to mint: done by about ${at.en}, if the machine does nothing else. Interrupted, it goes on when run again.`,
      },
      { count },
    ),
  );
}

async function assign(session: Session): Promise<AssignedCodes> {
  const done = await assignCodes(await session.campaign(), {
    progress: session.progress,
    label: session.say({ fr: 'Attribution', en: 'Assigning' }),
  });
  session.print(
    session.say(
      {
        fr: `Attribués : {pupils} élève(s), {heads} direction(s), {teachers} enseignant(s), {reserves} réserve(s) ; clés pour {classes} classe(s) et {schools} école(s) ;
{orderNumbers} numéro(s) d’ordre ; {moved} changement(s) de calendrier.`,
        en: `Assigned: {pupils} pupil(s), {heads} head(s), {teachers} teacher(s), {reserves} reserve(s); keys for {classes} class(es) and {schools} school(s);
{orderNumbers} order number(s); {moved} change(s) of calendar.`,
      },
      { ...done },
    ),
  );
  return done;
}

export const mintVerb = campaignVerb({
  name: 'mint',
  roles: ['agent'],
  summary: {
    fr: 'crée des codes d’avance, sur tous les cœurs ; interrompu, il continue quand on le relance',
    en: 'draws codes ahead, on every core; interrupted, it goes on when run again',
  },
  options: {
    count: optional(whole(), {
      fr: 'codes d’élèves à avoir en stock (sinon : ce qu’il faut pour les élèves importés)',
      en: 'pupils’ codes to have in stock (else: what the imported pupils need)',
    }),
    staff: optional(whole(), { fr: 'codes d’adultes à avoir en stock', en: 'staff codes to have in stock' }),
    yes: flag({ fr: 'même si cela prend plus d’une semaine', en: 'even if it takes more than a week' }),
  },
  examples: ['cloison codes mint', 'cloison codes mint --count 830000 --staff 70000'],
  run: async (session, options) => {
    const given = options.count !== undefined || options.staff !== undefined;
    const stock = { pupil: options.count ?? 0, staff: options.staff ?? 0 };
    return { ...(await mint(session, given ? stock : undefined, options.yes)) };
  },
});

export const assignVerb = campaignVerb({
  name: 'assign',
  roles: ['agent'],
  summary: {
    fr: 'attribue codes et numéros d’ordre à tous ceux qui n’en ont pas',
    en: 'gives codes and order numbers to all who have none',
  },
  examples: ['cloison codes assign'],
  run: async (session) => ({ ...(await assign(session)) }),
});

/** In the room `campaign`. */
export const prepareVerb = campaignVerb({
  name: 'prepare',
  roles: ['agent'],
  summary: { fr: 'codes mint puis codes assign', en: 'codes mint, then codes assign' },
  examples: ['cloison campaign prepare'],
  run: async (session) => ({ ...(await mint(session, undefined)), ...(await assign(session)) }),
});

export const reserveVerb = campaignVerb({
  name: 'reserve',
  roles: ['agent', 'support'],
  summary: {
    fr: 'donne un code de réserve à un élève dont le code est perdu ou a servi à un autre',
    en: 'gives a reserve code to a pupil whose code is lost or was used by another',
  },
  options: {
    order: required(orderNumber(), { fr: 'le numéro d’ordre de l’élève', en: 'the pupil’s order number' }),
    reason: required(choice(['lost', 'misused']), {
      fr: 'lost : perdu, la passation continue ; misused : utilisé par un autre, elle est mise à part sans nom',
      en: 'lost: the sitting goes on; misused: used by another, it is set apart without a name',
    }),
    showCode: flag({ fr: 'affiche le nouveau code', en: 'shows the new code' }),
  },
  examples: ['cloison codes reserve --order 4182073 --reason lost'],
  run: async (session, options) => {
    const { code, ...done } = giveReserve(await session.campaign(), options.order, options.reason);
    session.print(
      session.say(
        {
          fr: 'L’élève {order} (école {uai}) a un nouveau code ; l’ancien est révoqué. La direction l’imprimera après la prochaine publication. Réserves restantes : {reservesLeft}.',
          en: 'Pupil {order} (school {uai}) has a new code; the old one is revoked. The head prints it after the next publication. Reserves left: {reservesLeft}.',
        },
        { ...done },
      ),
    );
    if (!options.showCode) return done;
    session.print(code);
    return { ...done, code };
  },
});

export const revokeVerb = campaignVerb({
  name: 'revoke',
  roles: ['agent', 'support'],
  summary: {
    fr: 'révoque le code d’un adulte et change toutes les clés qu’il ouvrait',
    en: 'revokes a member of staff’s code and changes every key that it opened',
  },
  options: {
    uai: required(uai(), { fr: 'l’école', en: 'the school' }),
    head: flag({ fr: 'la direction', en: 'the head' }),
    class: optional(text(), {
      fr: 'la classe, comme dans le fichier importé',
      en: 'the class, as in the imported file',
    }),
    teacher: withDefault(count(), '1', {
      fr: 'le rang de l’enseignant dans la classe',
      en: 'the teacher’s rank in the class',
    }),
  },
  rules: [exactlyOne('head', 'class')],
  examples: [
    'cloison codes revoke --uai 0750001U --head',
    'cloison codes revoke --uai 0750001U --class "CP A"',
  ],
  run: async (session, options) => {
    const campaign = await session.campaign();
    await mintCodes(campaign, { stock: { staff: 1 } });
    const { uai } = options;
    const done = await revokeStaff(
      campaign,
      options.class === undefined
        ? { role: 'head', uai }
        : { role: 'teacher', uai, label: options.class.trim().normalize('NFC'), rank: options.teacher },
    );
    session.print(
      session.say(
        {
          fr: 'Code révoqué, un autre est prêt. {newRoots} clé(s) de classe ou d’école changée(s) ; la prochaine publication les distribue.',
          en: 'Code revoked, another is ready. {newRoots} key(s) of classes or schools changed; the next publication hands them out.',
        },
        { ...done },
      ),
    );
    return { ...done };
  },
});
