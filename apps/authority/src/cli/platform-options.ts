/** The options of every command that talks to a platform. */
import type { Refusal } from '../feedback/refusal.ts';
import type { OptionValues, Session, VerbOption } from './verb.ts';

export const platformOption: VerbOption = {
  flags: '--platform <url>',
  words: { fr: 'adresse de la plateforme', en: 'address of the platform' },
  required: true,
};

export const patienceOption: VerbOption = {
  flags: '--patience <seconds>',
  words: {
    fr: 'combien de temps réessayer quand la plateforme ne répond pas',
    en: 'how long to go on trying when the platform does not answer',
  },
  fallback: '60',
};

/** Shorter than the refusal itself, which tells what to do once the waiting is over. */
const RETRY = {
  silent: {
    fr: 'La plateforme ne répond pas : {what}. Nouvel essai dans {seconds} s.',
    en: 'The platform does not answer: {what}. Trying again in {seconds} s.',
  },
  busy: {
    fr: 'La plateforme est occupée : {what}. Nouvel essai dans {seconds} s.',
    en: 'The platform is busy: {what}. Trying again in {seconds} s.',
  },
};

/** What every command that talks to a platform passes on: address, Ctrl-C, and a line at each wait. */
export function connectionOf(session: Session, options: OptionValues) {
  return {
    platform: String(options.platform),
    patienceMs: Math.max(0, Number(options.patience) || 0) * 1000,
    signal: session.signal,
    onRetry: ({ waitMs, why }: { readonly waitMs: number; readonly why: Refusal }) =>
      session.note(
        session.say(why.code === 'platform-busy' ? RETRY.busy : RETRY.silent, {
          seconds: Math.ceil(waitMs / 1000),
          what: String(why.data.what),
        }),
      ),
  };
}
