import { addVerb, type OptionValues, type Register, type Session, type VerbOption } from '../cli/verb.ts';
import type { Refusal, Words } from '../refusal.ts';
import { type PublishStep, publishCampaign } from './publish-campaign.ts';

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

const STEPS: Readonly<Record<PublishStep, Words>> = {
  prepare: { fr: 'Préparation', en: 'Preparing' },
  content: { fr: 'Contenu', en: 'Content' },
  revocations: { fr: 'Retraits', en: 'Revocations' },
  holders: { fr: 'Titulaires', en: 'Holders' },
  documents: { fr: 'Documents', en: 'Documents' },
};

export const registerPublish: Register = (room, context) => {
  addVerb(room, context, {
    name: 'publish',
    summary: {
      fr: 'envoie à la plateforme ce qui a changé : contenu, titulaires, documents scellés',
      en: 'sends to the platform what changed: content, holders, sealed documents',
    },
    options: [
      platformOption,
      patienceOption,
      { flags: '--dry-run', words: { fr: 'compte, n’envoie rien', en: 'counts, sends nothing' } },
      {
        flags: '--again',
        words: {
          fr: 'renvoie tout : la plateforme a été rétablie depuis une sauvegarde',
          en: 'sends everything again: the platform was restored from a backup',
        },
      },
    ],
    examples: [
      'cloison campaign publish --platform https://evaluation.example/',
      'cloison campaign publish --platform https://evaluation.example/ --dry-run',
    ],
    run: async (session, options) => {
      const bars = stepBars(session);
      const done = await publishCampaign(await session.campaign(), session.keys(), {
        ...connectionOf(session, options),
        dryRun: options.dryRun === true,
        again: options.again === true,
        onProgress: (step, count, total) => bars.show(session.say(STEPS[step]), count, total),
      }).finally(() => bars.end());
      session.print(
        session.say(
          options.dryRun === true
            ? {
                fr: 'À envoyer : {content} fichiers, {holders} titulaires, {revocations} retraits, {documents} documents ({same} inchangés). Rien n’a été envoyé.',
                en: 'To be sent: {content} files, {holders} holders, {revocations} revocations, {documents} documents ({same} unchanged). Nothing was sent.',
              }
            : {
                fr: 'Publié : {content} fichiers, {holders} titulaires, {revocations} retraits, {documents} documents ({same} inchangés).',
                en: 'Published: {content} files, {holders} holders, {revocations} revocations, {documents} documents ({same} unchanged).',
              },
          { ...done, same: done.unchangedDocuments },
        ),
      );
      return { ...done, dryRun: options.dryRun === true };
    },
  });
};

/** One bar after the other, as steps follow each other. */
export function stepBars(session: Session) {
  let label = '';
  let bar: ReturnType<Session['progress']> | null = null;
  return {
    show(next: string, done: number, total: number) {
      if (next !== label || bar === null) {
        bar?.stop();
        label = next;
        bar = session.progress(next, total);
      }
      bar.update(done);
    },
    end: () => bar?.stop(),
  };
}
