import { flag, seconds, withDefault } from '@cloison/command';
import { type ServeEvent, serveCampaign } from '../../collect/serve-campaign.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { connectionOf, patienceOption, platformOption } from '../frame/platform-options.ts';
import type { Session } from '../frame/session.ts';
import { MENDED } from '../frame/show-read-back.ts';

export const serveVerb = campaignVerb({
  name: 'serve',
  roles: ['agent'],
  isEndless: true,
  summary: {
    fr: 'recueille, ouvre, vérifie, corrige, et envoie participation et restitutions, en continu',
    en: 'collects, opens, checks, scores, and sends participation and reports, continuously',
  },
  options: {
    platform: platformOption,
    patience: { ...patienceOption, fallback: '5' },
    tick: withDefault(seconds({ min: 1 }), '10', {
      fr: 'secondes d’un passage au suivant',
      en: 'seconds from one pass to the next',
    }),
    once: flag({ fr: 'un seul passage', en: 'one pass only' }),
  },
  examples: [
    'cloison campaign serve --platform https://evaluation.example/',
    'cloison campaign serve --platform https://evaluation.example/ --once --json',
  ],
  run: async (session, options) => {
    const done = await serveCampaign(await session.campaign(), session.keys(), {
      ...connectionOf(session, options),
      once: options.once,
      tickMs: options.tick * 1000,
      onEvent: (event) => show(session, event),
    });
    return { ...done, failures: done.failures };
  },
});

/** A line for people on stderr, or one JSON line an event on stdout. */
function show(session: Session, event: ServeEvent): void {
  if (session.json) session.event(jsonOf(event));
  else for (const line of linesOf(session, event)) session.note(line);
}

function jsonOf(event: ServeEvent): object {
  const at = new Date().toISOString();
  if (event.kind === 'pass' || event.kind === 'released' || event.kind === 'not-journaled')
    return { at, ...event };
  const { refusal, ...rest } = event;
  return { at, ...rest, code: refusal.code, message: refusal.message };
}

function linesOf(session: Session, event: ServeEvent): string[] {
  const time = new Date().toLocaleTimeString(session.lang);
  switch (event.kind) {
    case 'pass': {
      const sequences = event.totals.sequences.map(
        ({ sequence, complete, begun, expected }) => `${sequence} ${complete}+${begun}/${expected}`,
      );
      const lines = [
        `${time}  ${session.say(
          {
            fr: '{received} reçu(s), {sittings} passation(s) calculée(s), {documents} document(s) envoyé(s)',
            en: '{received} received, {sittings} sitting(s) computed, {documents} document(s) sent',
          },
          { received: event.received, sittings: event.sittings, documents: event.documents },
        )}${sequences.length === 0 ? '' : `  |  ${sequences.join('  ')}`}`,
      ];
      if (event.quarantined > 0) {
        lines.push(
          session.say(
            {
              fr: '  ! {count} envoi(s) illisible(s), mis à l’écart',
              en: '  ! {count} unreadable, quarantined',
            },
            { count: event.quarantined },
          ),
        );
      }
      if (event.rollbacks > 0) {
        lines.push(
          session.say({
            fr: '  ! La plateforme a montré des versions plus anciennes que celles déjà vues (retour en arrière) : rien n’est perdu ici ; prévenez son exploitant, puis lancez « cloison campaign publish --again ».',
            en: '  ! The platform has shown older versions than those seen before (rollback): nothing is lost here; tell its operator, then run “cloison campaign publish --again”.',
          }),
        );
      }
      if (event.incidents > 0) {
        lines.push(
          session.say(
            {
              fr: '  ! {count} réponse(s) de la plateforme qu’aucune plateforme honnête ne donne : rien de ce qui a été recueilli n’est perdu ; « cloison campaign status » dit lesquelles',
              en: '  ! {count} answer(s) of the platform that no honest one gives: nothing that was collected is lost; “cloison campaign status” says which',
            },
            { count: event.incidents },
          ),
        );
      }
      if (event.mended > 0) {
        lines.push(session.say(MENDED, { count: event.mended }));
      }
      for (const { document, classLevel, school, why } of event.failures) {
        lines.push(
          session.say(
            {
              fr: '  ! Document {document} non produit (école {school}, classe {classLevel}) : {why}',
              en: '  ! Document {document} not made (school {school}, class {classLevel}): {why}',
            },
            { document, school: school ?? '-', classLevel: classLevel ?? '-', why },
          ),
        );
      }
      return lines;
    }
    case 'released':
      return [
        `${time}  ${session.say(
          { fr: 'Contenu ouvert : {sequences}', en: 'Content opened: {sequences}' },
          { sequences: [...new Set(event.openings.map(({ sequence }) => sequence))].join(', ') },
        )}`,
      ];
    case 'out-of-reach':
      return [
        `${time}  ${event.refusal.words[session.lang]} ${session.say(
          { fr: 'Nouvel essai dans {seconds} s.', en: 'Trying again in {seconds} s.' },
          { seconds: Math.ceil(event.retryMs / 1000) },
        )}`,
      ];
    case 'not-journaled':
      return [
        `${time}  ! ${session.say({
          fr: 'Une autre commande a gardé le coffre jusqu’au bout : le journal n’a pas la ligne qui résume ces passages. Tout ce qui a été reçu et envoyé est enregistré.',
          en: 'Another command kept the vault to the end: the journal lacks the line that sums up these passes. All that was received and sent is saved.',
        })}`,
      ];
    case 'problem':
      return [`${time}  ! ${event.refusal.words[session.lang]}`];
  }
}
