/** The sentences of the ministry's answer to parliament, in its order, each quoted in a few words, with our translation. */
import type { Localised } from '@cloison/protocol';

export const SOURCE = {
  title: {
    fr: 'Assemblée nationale, 15ᵉ législature, question écrite n° 14818 ; réponse du ministère chargé de l’éducation nationale, Journal officiel du 12 janvier 2021, page 232',
    en: 'French National Assembly, 15th legislature, written question 14818; answer of the ministry of education, Journal officiel of 12 January 2021, page 232',
  },
} as const;

export const PROMISES = {
  platform: {
    quote: '« se bornent à fournir une plateforme technique »',
    translated: '“do no more than provide a technical platform”',
    means: {
      fr: 'L’hébergeur transporte et garde ; il ne peut rien fabriquer, échanger, rejouer, retirer ni dater à sa guise sans que ce soit nommé, et rien de ce qui a été collecté ne se perd.',
      en: 'The host carries and keeps; it can’t forge, swap, replay, withhold or date anything without being named, and nothing that was collected is lost.',
    },
  },
  access: {
    quote: '« ne disposent pas d’accès aux données personnelles des élèves et de leurs professeurs »',
    translated: '“have no access to personal data of pupils and of their teachers”',
    means: {
      fr: 'Qui prend tout ce que la plateforme possède n’apprend ni un nom ni une réponse.',
      en: 'Whoever takes all that the platform has learns neither a name nor an answer.',
    },
  },
  order: {
    quote:
      '« un numéro d’ordre dépourvu de tout lien avec leurs nom, prénom, classe et école, que seule la DEPP est en mesure d’associer »',
    translated:
      '“an order number without any link with their surname, first name, class and school, which the DEPP alone can tie to them”',
    means: {
      fr: 'Les numéros d’ordre sont tirés au hasard, et la plateforme ne les voit pas.',
      en: 'Order numbers are drawn at random, and the platform does not see them.',
    },
  },
  staff: {
    quote:
      '« selon le protocole sécurisé https […] au moyen d’un code […] qui ne permet pas non plus son identification »',
    translated: '“by the secure protocol https […] with a code […] which does not identify them either”',
    means: {
      fr: 'Rien ne passe en clair sur le réseau ; le code d’un professeur ne dit pas qui il est.',
      en: 'Nothing crosses the network in clear; a teacher’s code does not say who it is.',
    },
  },
  codes: {
    quote: '« au moyen d’un code […] dépourvu de tout lien avec leurs variables d’identification »',
    translated: '“with a code […] without any link with what identifies them”',
    means: {
      fr: 'Les codes des élèves ne viennent de rien de ce que l’on sait d’eux, et ne se devinent pas.',
      en: 'Pupils’ codes come from nothing that is known of them, and can’t be guessed.',
    },
  },
  encrypted: {
    quote: '« Les bases de données sont encryptées, ainsi que tous les transferts de ces données »',
    translated: '“The databases are encrypted, and so are all transfers of these data”',
    means: {
      fr: 'Le coffre de l’office non plus ne montre rien sans ses clés ; un octet changé se voit ; les tailles ne disent rien.',
      en: 'The office’s vault shows nothing without its keys either; one altered byte shows; sizes say nothing.',
    },
  },
  office: {
    quote: '« uniquement stockées sur les serveurs de la DEPP »',
    translated: '“stored on the servers of the DEPP alone”',
    means: {
      fr: 'Ailleurs qu’à l’office, il n’y a que des enveloppes : ni les navigateurs ni le programme de la plateforme n’ont de quoi les ouvrir après coup.',
      en: 'Elsewhere than at the office there are envelopes alone: neither browsers nor the platform’s program can open them afterwards.',
    },
  },
  entitled: {
    quote:
      '« ne sont accessibles qu’à leurs professeurs et chefs d’établissement ainsi qu’aux agents de la DEPP »',
    translated: '“are accessible only to their teachers and heads of school, and to agents of the DEPP”',
    means: {
      fr: 'Chacun ouvre ce qui est à lui, et rien d’autre ; à l’office, par rôle, et avec une trace.',
      en: 'Each opens what is theirs and nothing else; at the office by role, and with a trace.',
    },
  },
  closed: {
    quote: '« les plateformes d’accès aux résultats sont fermées »',
    translated: '“the platforms that give access to results are closed”',
    means: {
      fr: 'Après la période de restitution, rien ne répond plus, la plateforme n’en garde pas un octet, et un certificat le prouve.',
      en: 'After the retrieval period nothing answers, the platform keeps not a byte of it, and a certificate proves it.',
    },
  },
  anonymous: {
    quote: '« Seule la DEPP conserve les données individuelles, sous une forme anonymisée »',
    translated: '“The DEPP alone keeps individual data, in an anonymised form”',
    means: {
      fr: 'Les clés détruites, ni le coffre ni ses copies ne s’ouvrent ; ce qui reste ne désigne personne.',
      en: 'With the keys destroyed neither the vault nor its copies open; what remains points at nobody.',
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly quote: string; readonly translated: string; readonly means: Localised }>
>;
export type PromiseId = keyof typeof PROMISES;
