import { exactlyOne, flag, optional } from '@cloison/command';
import { refuseCodes } from '../../codes/refusals.ts';
import { replaceLeakedCodes } from '../../codes/replace-leaked.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { uai } from '../frame/kinds.ts';

export const breachRevokeVerb = campaignVerb({
  name: 'revoke',
  roles: ['agent', 'custodian'],
  twoPersons: 'breach-revoke',
  summary: {
    fr: 'après une fuite, remplace tous les codes d’une école ou de la campagne ; aucun travail n’est perdu',
    en: 'after a leak, replaces every code of a school or of the campaign; nobody’s work is lost',
  },
  options: {
    uai: optional(uai(), { fr: 'une école', en: 'one school' }),
    all: flag({ fr: 'toute la campagne', en: 'the whole campaign' }),
    yes: flag({ fr: 'ne pas demander de confirmation', en: 'do not ask for confirmation' }),
  },
  rules: [exactlyOne('uai', 'all')],
  about: {
    fr: 'Publiez aussitôt après : jusque-là, les anciens codes ouvrent encore. La conduite à tenir est dans docs/fr/fuite.md.',
    en: 'Publish at once afterwards: until then the old codes still open. What else to do is in docs/fr/fuite.md.',
  },
  examples: ['cloison breach revoke --uai 0301535F --yes', 'cloison breach revoke --all --yes'],
  run: async (session, options) => {
    const campaign = await session.campaign();
    if (!options.yes) throw refuseCodes('breach-unconfirmed', { scope: options.uai ?? campaign.name });
    const done = await replaceLeakedCodes(campaign, {
      signal: session.signal,
      ...(options.uai === undefined ? {} : { uai: options.uai }),
    });
    session.print(
      session.say(
        {
          fr: 'Remplacés dans {schools} école(s) : {pupils} code(s) d’élève(s), {reserves} réserve(s), {staff} code(s) d’adulte(s), {newRoots} clé(s) de classe ou d’école. Les passations continuent avec les nouveaux codes.',
          en: 'Replaced in {schools} school(s): {pupils} code(s) of pupils, {reserves} reserve(s), {staff} code(s) of staff, {newRoots} key(s) of classes or schools. Sittings go on with the new codes.',
        },
        { ...done },
      ),
    );
    session.note(
      session.say({
        fr: 'À faire maintenant, dans cet ordre : « cloison campaign publish » (les nouveaux codes), « cloison campaign serve --once » ou le prochain passage de « serve » (ce qui était enregistré), encore « cloison campaign publish », puis « cloison letters print » (nouvelles lettres aux directions). Jusqu’à la première publication, les anciens codes ouvrent encore.',
        en: 'To be done now, in this order: “cloison campaign publish” (the new codes), “cloison campaign serve --once” or the next pass of “serve” (what was saved), “cloison campaign publish” again, then “cloison letters print” (new letters to heads). Until the first publication the old codes still open.',
      }),
    );
    return { ...done };
  },
});
