import { checkPlatform, connectPlatform } from '../../platform-link/connect.ts';
import { refuseRelease } from '../../sealed-content/refusals.ts';
import { openingsToCome, releaseDueKeys } from '../../sealed-content/release-keys.ts';
import { sealedSequences } from '../../sealed-content/seal-content.ts';
import { sayIso } from '../../time/format-time.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { connectionOf, patienceOption, platformOption } from '../frame/platform-options.ts';

export const releaseVerb = campaignVerb({
  name: 'release',
  roles: ['agent'],
  summary: {
    fr: 'envoie les clés du contenu scellé dont l’heure est venue (« serve » le fait de lui-même)',
    en: 'sends the keys of sealed content whose time has come (“serve” does so by itself)',
  },
  options: { platform: platformOption, patience: patienceOption },
  examples: ['cloison campaign release --platform https://evaluation.example/'],
  run: async (session, options) => {
    const campaign = await session.campaign();
    if (sealedSequences(campaign.spec).length === 0) throw refuseRelease('content-open');
    const connection = connectionOf(session, options);
    const client = await connectPlatform(campaign.vault, session.keys(), campaign.name, connection);
    await checkPlatform(campaign.vault, campaign.name, client);
    const released = await releaseDueKeys(campaign, client);
    const toCome = openingsToCome(campaign);
    const next = toCome[0] === undefined ? null : new Date(toCome[0].opensMs).toISOString();
    session.print(
      session.say(
        {
          fr: 'Clés envoyées : {count}. Reste à venir : {left}.',
          en: 'Keys sent: {count}. Still to come: {left}.',
        },
        { count: released.length, left: toCome.length },
      ),
    );
    if (next !== null) {
      const said = sayIso(next);
      session.print(
        session.say({ fr: 'La prochaine : {fr}.', en: 'The next: {en}.' }, { fr: said.fr, en: said.en }),
      );
    }
    return { released: released.length, toCome: toCome.length, next };
  },
});
