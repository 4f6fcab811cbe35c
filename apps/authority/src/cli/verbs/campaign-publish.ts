import { flag } from '@cloison/command';
import type { Words } from '@cloison/command/refusal';
import { type PublishStep, publishCampaign } from '../../publish/publish-campaign.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { connectionOf, patienceOption, platformOption } from '../frame/platform-options.ts';
import { printAnchor } from '../frame/print-anchor.ts';
import { readBackJson, readBackLines } from '../frame/show-read-back.ts';
import { stepBars } from '../frame/step-bars.ts';

const STEPS: Readonly<Record<PublishStep, Words>> = {
  prepare: { fr: 'Préparation', en: 'Preparing' },
  content: { fr: 'Contenu', en: 'Content' },
  revocations: { fr: 'Retraits', en: 'Revocations' },
  holders: { fr: 'Titulaires', en: 'Holders' },
  routing: { fr: 'Tables d’orientation', en: 'Routing tables' },
  documents: { fr: 'Documents', en: 'Documents' },
  'read-back': { fr: 'Relecture', en: 'Reading back' },
};

export const publishVerb = campaignVerb({
  name: 'publish',
  roles: ['agent'],
  summary: {
    fr: 'envoie à la plateforme ce qui a changé : contenu, titulaires, documents scellés',
    en: 'sends to the platform what changed: content, holders, sealed documents',
  },
  options: {
    platform: platformOption,
    patience: patienceOption,
    dryRun: flag({ fr: 'compte, n’envoie rien', en: 'counts, sends nothing' }),
    again: flag({
      fr: 'renvoie tout : la plateforme a été rétablie depuis une sauvegarde',
      en: 'sends everything again: the platform was restored from a backup',
    }),
  },
  examples: [
    'cloison campaign publish --platform https://evaluation.example/',
    'cloison campaign publish --platform https://evaluation.example/ --dry-run',
  ],
  run: async (session, options) => {
    const bars = stepBars(session);
    const { journal, readBack, ...done } = await publishCampaign(await session.campaign(), session.keys(), {
      ...connectionOf(session, options),
      dryRun: options.dryRun,
      again: options.again,
      onProgress: (step, count, total) => bars.show(session.say(STEPS[step]), count, total),
    }).finally(() => bars.end());
    session.print(
      session.say(
        options.dryRun
          ? {
              fr: 'À envoyer : {content} fichier(s), {holders} titulaire(s), {revocations} retrait(s), {documents} document(s) ({same} inchangé(s)). Rien n’a été envoyé.',
              en: 'To be sent: {content} file(s), {holders} holder(s), {revocations} revocation(s), {documents} document(s) ({same} unchanged). Nothing was sent.',
            }
          : {
              fr: 'Publié : {content} fichier(s), {holders} titulaire(s), {revocations} retrait(s), {documents} document(s) ({same} inchangé(s)).',
              en: 'Published: {content} file(s), {holders} holder(s), {revocations} revocation(s), {documents} document(s) ({same} unchanged).',
            },
        { ...done, same: done.unchangedDocuments },
      ),
    );
    if (readBack !== null) for (const line of readBackLines(session, readBack)) session.print(line);
    printAnchor(session, journal);
    return {
      ...done,
      readBack: readBack === null ? null : readBackJson(readBack),
      journal,
      dryRun: options.dryRun,
    };
  },
});
