import type { Words } from '../../feedback/refusal.ts';
import { type PublishStep, publishCampaign } from '../../publish/publish-campaign.ts';
import { connectionOf, patienceOption, platformOption } from '../platform-options.ts';
import { stepBars } from '../step-bars.ts';
import { addVerb, type Register } from '../verb.ts';

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
