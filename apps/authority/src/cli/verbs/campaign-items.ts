import { alignedTable } from '@cloison/command';
import { itemsSoFar } from '../../analyse/items-so-far.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { stepBars } from '../frame/step-bars.ts';

export const itemsVerb = campaignVerb({
  name: 'items',
  roles: ['statistician'],
  summary: {
    fr: 'les items pendant le recueil : facilité, discrimination, distracteurs (rien n’est gardé)',
    en: 'items while answers come in: facility, discrimination, distractors (nothing is kept)',
  },
  examples: ['cloison campaign items', 'cloison campaign items --json'],
  run: async (session) => {
    const { lang } = session;
    const bars = stepBars(session);
    const label = session.say({ fr: 'Lecture', en: 'Reading' });
    const done = await itemsSoFar(await session.campaign(), {
      signal: session.signal,
      onProgress: (count, total) => bars.show(label, count, total),
    }).finally(() => bars.end());
    for (const { domain, pupils, items } of done.domains) {
      session.print(
        session.say(
          { fr: '{domain} : {pupils} élève(s)', en: '{domain}: {pupils} pupil(s)' },
          { domain, pupils },
        ),
      );
      if (items.length === 0) continue;
      session.print(
        alignedTable(
          lang,
          lang === 'fr'
            ? ['item', 'élèves', 'facilité', 'discrimination', 'corrigé douteux', 'attirent trop']
            : ['item', 'pupils', 'facility', 'discrimination', 'doubtful key', 'draw too well'],
          items.map((item) => [
            item.id,
            item.pupils,
            item.facility,
            item.discrimination,
            item.choices?.suspicious === true ? '!' : '',
            item.drawing.join(' '),
          ]),
        ),
      );
    }
    return { ...done };
  },
});
