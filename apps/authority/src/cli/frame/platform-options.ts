/** The options of every command that talks to a platform. */
import { origin, required, seconds, withDefault } from '@cloison/command';
import type { Refusal, Words } from '@cloison/command/refusal';
import { NO_ANSWER, type NoAnswer } from '../../platform-link/no-answer.ts';
import type { Session } from './session.ts';

export const platformWords = { fr: 'adresse de la plateforme', en: 'address of the platform' };
export const platformOption = required(origin(), platformWords);

export const patienceOption = withDefault(seconds(), '60', {
  fr: 'combien de temps réessayer quand la plateforme ne répond pas',
  en: 'how long to go on trying when the platform does not answer',
});

/** Shorter than the refusal itself, which tells what to do once the waiting is over. */
const RETRY = {
  silent: {
    fr: 'La plateforme ne répond pas : {what} ({whyFr}). Nouvel essai dans {seconds} s.',
    en: 'The platform does not answer: {what} ({whyEn}). Trying again in {seconds} s.',
  },
  busy: {
    fr: 'La plateforme est occupée : {what}. Nouvel essai dans {seconds} s.',
    en: 'The platform is busy: {what}. Trying again in {seconds} s.',
  },
};

/** What every command that talks to a platform passes on: address, Ctrl-C, and a line at each wait. */
export function connectionOf(
  session: Session,
  options: { readonly platform: string; readonly patience: number },
) {
  return {
    platform: options.platform,
    patienceMs: options.patience * 1000,
    signal: session.signal,
    onRetry: ({ waitMs, why }: { readonly waitMs: number; readonly why: Refusal }) =>
      session.note(
        session.say(why.code === 'platform-busy' ? RETRY.busy : RETRY.silent, {
          seconds: Math.ceil(waitMs / 1000),
          what: String(why.data.what),
          whyFr: said(why).fr,
          whyEn: said(why).en,
        }),
      ),
  };
}

const said = ({ data }: Refusal): Words =>
  NO_ANSWER[
    typeof data.why === 'string' && Object.hasOwn(NO_ANSWER, data.why) ? (data.why as NoAnswer) : 'unreadable'
  ];
