import { optional, whole, withDefault } from '@cloison/command';
import { verifyPublished } from '../../read-back/verify-published.ts';
import { refuseVerify } from '../../verify/refusals.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { wayToSite } from '../frame/kinds.ts';
import { connectionOf, patienceOption, platformOption } from '../frame/platform-options.ts';
import { readBackJson, readBackLines } from '../frame/show-read-back.ts';

export const verifyPublishedVerb = campaignVerb({
  name: 'published',
  roles: ['agent'],
  summary: {
    fr: 'demande à la plateforme, comme le font les navigateurs, ce qui a été publié, et le compare au coffre',
    en: 'asks the platform, as browsers do, for what was published, and compares it with the vault',
  },
  options: {
    platform: platformOption,
    patience: patienceOption,
    pupils: withDefault(whole({ min: 1 }), '300', {
      fr: 'codes d’élèves tirés au sort ; des autres codes, un quart de ce nombre par sorte',
      en: 'pupils’ codes, drawn by lot; of other codes a quarter of that number of each kind',
    }),
    via: optional(wayToSite(), {
      fr: 'proxy d’un autre réseau : un hébergeur reconnaît celui de l’office',
      en: 'proxy of another network: a host knows the office’s',
    }),
  },
  examples: [
    'cloison verify published --platform https://evaluation.example/',
    'cloison verify published --platform https://evaluation.example/ --pupils 3000 --via http://proxy.example:3128',
  ],
  run: async (session, { pupils, via, ...options }) => {
    const label = session.say({ fr: 'Relecture', en: 'Reading back' });
    let bar: ReturnType<typeof session.progress> | undefined;
    const done = await verifyPublished(await session.campaign(), session.keys(), {
      ...connectionOf(session, options),
      pupils,
      via: via === undefined || via === 'direct' ? null : via,
      onProgress: (count, total) => {
        bar ??= session.progress(label, total);
        bar.update(count);
      },
    }).finally(() => bar?.stop());
    for (const line of readBackLines(session, done)) session.print(line);
    if (done.wrong.length > 0)
      throw refuseVerify('published-differs', { count: done.wrong.length }, { wrong: done.wrong });
    if (done.refusal !== null) throw done.refusal;
    session.print(
      session.say(
        {
          fr: '{read} lecture(s) : la carte, le contenu et ce que reçoivent les titulaires tirés au sort sont servis comme ils ont été publiés. Cela vaut pour ce réseau et cet instant : un hébergeur qui triche peut servir autre chose à d’autres.',
          en: '{read} reading(s): the card, the content and what the holders drawn are given are served as they were published. This holds for this network and this moment: a host that cheats may serve something else to others.',
        },
        { read: done.read },
      ),
    );
    return readBackJson(done);
  },
});
