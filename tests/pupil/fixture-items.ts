/** A sequence with every kind of interaction, as it is published: keyless. Texts are made for these tests. */
import type {
  AssociableChoice,
  Choice,
  ContentNode,
  DeliveryItem,
  DeliveryNode,
  Interaction,
  SequenceContent,
} from '@cloison/qti/delivery';

const text = (words: string): ContentNode => ({ kind: 'text', text: words });
const el = <C>(name: 'p' | 'h2' | 'strong' | 'em' | 'figure' | 'figcaption', ...children: C[]) => ({
  kind: 'element' as const,
  name,
  attributes: {},
  children,
});
const p = (words: string) => el('p', text(words));
const choice = (id: string, words: string): Choice => ({ id, content: [text(words)], fixed: false });
const end = (id: string, words: string, matchMax = 1): AssociableChoice => ({
  ...choice(id, words),
  matchMax,
  matchMin: 0,
});
const base = { responseId: 'RESPONSE', classes: [], label: null };

type Shape = {
  cardinality: 'single' | 'multiple' | 'ordered';
  baseType: 'identifier' | 'string' | 'directedPair';
};

function item(
  id: string,
  body: readonly DeliveryNode[],
  shape: Shape,
  assets: readonly string[] = [],
  responses = [{ id: 'RESPONSE', ...shape }],
): DeliveryItem {
  return { v: 1, id, title: id, language: 'fr', body, responses, assets };
}

const lighthouse: ContentNode = {
  kind: 'element',
  name: 'figure',
  attributes: {},
  children: [
    {
      kind: 'element',
      name: 'img',
      attributes: { src: 'images/phare.svg', alt: 'Un phare blanc et rouge sur un rocher', width: '320' },
      children: [],
    },
    el('figcaption', text('Le phare de la Pointe-aux-Mouettes.')),
  ],
};

const half: ContentNode = {
  kind: 'element',
  name: 'math',
  attributes: { display: 'inline' },
  children: [
    {
      kind: 'element',
      name: 'mfrac',
      attributes: {},
      children: [
        { kind: 'element', name: 'mn', attributes: {}, children: [text('7')] },
        { kind: 'element', name: 'mn', attributes: {}, children: [text('2')] },
      ],
    },
  ],
};

const single: Interaction = {
  ...base,
  kind: 'choice',
  prompt: [text('Pourquoi Ilan monte-t-il en haut du phare ?')],
  choices: [
    choice('lamp', 'Pour remplacer l’ampoule cassée'),
    choice('boat', 'Pour voir si le bateau de sa mère rentre'),
    choice('bird', 'Pour sauver une mouette'),
    choice('storm', 'Pour regarder l’orage'),
  ],
  shuffle: false,
  minChoices: 1,
  maxChoices: 1,
  orientation: 'vertical',
};

const several: Interaction = {
  ...base,
  kind: 'choice',
  classes: ['qti-labels-upper-alpha', 'qti-labels-suffix-period', 'qti-choices-stacking-2'],
  prompt: [text('Choisis les deux nombres qui sont des multiples de 6.')],
  choices: [choice('n16', '16'), choice('n18', '18'), choice('n42', '42'), choice('n56', '56')],
  shuffle: false,
  minChoices: 2,
  maxChoices: 2,
  orientation: 'vertical',
};

const menu = (responseId: string, ...choices: Choice[]): Interaction => ({
  ...base,
  responseId,
  kind: 'inlineChoice',
  choices,
  shuffle: false,
  required: false,
  placeholder: null,
});

const entry = (responseId: string, input: 'text' | 'numeric', expectedLength: number): Interaction => ({
  ...base,
  responseId,
  kind: 'textEntry',
  input,
  expectedLength,
  maxLength: 30,
  patternMask: null,
  patternMessage: null,
  placeholder: null,
});

const table: Interaction = {
  ...base,
  kind: 'match',
  classes: ['qti-match-tabular'],
  prompt: [text('D’après le texte, chaque phrase est-elle vraie ou fausse ?')],
  sources: [
    end('s1', 'Le phare est au bord d’un lac.'),
    end('s2', 'La mère d’Ilan est partie en mer.'),
    end('s3', 'L’histoire se passe en été.'),
  ],
  targets: [end('true', 'Vrai', 3), end('false', 'Faux', 3), end('unknown', 'On ne sait pas', 3)],
  shuffle: false,
  minAssociations: 3,
  maxAssociations: 3,
};

const pairs: Interaction = {
  ...base,
  kind: 'match',
  prompt: [text('Associe chaque mot à son contraire.')],
  sources: [end('begin', 'commencer'), end('light', 'léger'), end('up', 'monter')],
  targets: [end('heavy', 'lourd'), end('down', 'descendre'), end('finish', 'finir'), end('tall', 'grand')],
  shuffle: false,
  minAssociations: 3,
  maxAssociations: 3,
};

const order: Interaction = {
  ...base,
  kind: 'order',
  prompt: [text('Remets les étapes de l’histoire dans l’ordre.')],
  choices: [
    choice('see', 'Ilan aperçoit une lumière au large.'),
    choice('climb', 'Ilan monte l’escalier du phare.'),
    choice('hug', 'Ilan serre sa mère dans ses bras.'),
    choice('wait', 'La nuit tombe et le bateau n’est pas là.'),
  ],
  shuffle: false,
  minChoices: 4,
  maxChoices: 4,
  orientation: 'vertical',
};

const picks: Interaction = {
  ...base,
  kind: 'order',
  prompt: [text('Choisis les trois plus grands nombres, du plus grand au plus petit.')],
  choices: [
    choice('a', '3,09'),
    choice('b', '3,9'),
    choice('c', '3,19'),
    choice('d', '3,091'),
    choice('e', '3,2'),
  ],
  shuffle: false,
  minChoices: 3,
  maxChoices: 3,
  orientation: 'vertical',
};

const extended: Interaction = {
  ...base,
  kind: 'extendedText',
  prompt: [text('Imagine ce qu’Ilan dit à sa mère quand elle arrive. Écris deux ou trois phrases.')],
  expectedLength: 200,
  expectedLines: 5,
  maxLength: 600,
  patternMask: null,
  patternMessage: null,
  placeholder: null,
};

const story: readonly DeliveryNode[] = [
  el('h2', text('Le phare')),
  lighthouse,
  p(
    'Depuis le matin, le vent soufflait sur la Pointe-aux-Mouettes. La mère d’Ilan était partie pêcher avant l’aube, et son bateau n’était toujours pas rentré. Quand la nuit tomba, Ilan n’y tint plus : il prit la lampe et courut vers le phare.',
  ),
  p(
    'L’escalier comptait cent douze marches. En haut, le cœur battant, il essuya la vitre couverte de sel. Rien que le noir. Puis, très loin, une petite lumière monta et descendit avec les vagues.',
  ),
];

export const FRANCAIS: SequenceContent = {
  v: 1,
  id: 'francais',
  items: [
    item('phare', [...story, single], { cardinality: 'single', baseType: 'identifier' }, [
      'images/phare.svg',
    ]),
    item('multiples', [several], { cardinality: 'multiple', baseType: 'identifier' }),
    item(
      'accords',
      [
        p('Complète la phrase avec les formes qui conviennent.'),
        el<DeliveryNode>(
          'p',
          text('Hier, les enfants '),
          menu('R1', choice('a', 'on'), choice('b', 'ont')),
          text(' couru vers le phare ; ils '),
          menu('R2', choice('a', 'étaient'), choice('b', 'étais'), choice('c', 'était')),
          text(' fatigués.'),
        ),
      ],
      { cardinality: 'single', baseType: 'identifier' },
      [],
      [
        { id: 'R1', cardinality: 'single', baseType: 'identifier' },
        { id: 'R2', cardinality: 'single', baseType: 'identifier' },
      ],
    ),
    item(
      'calcul',
      [
        el<DeliveryNode>(
          'p',
          text('Écris '),
          half,
          text(' sous la forme d’un nombre décimal : '),
          entry('R1', 'numeric', 5),
        ),
        el<DeliveryNode>('p', text('Écris 80 en lettres : '), entry('R2', 'text', 15)),
      ],
      { cardinality: 'single', baseType: 'string' },
      [],
      [
        { id: 'R1', cardinality: 'single', baseType: 'string' },
        { id: 'R2', cardinality: 'single', baseType: 'string' },
      ],
    ),
    item('vrai-faux', [table], { cardinality: 'multiple', baseType: 'directedPair' }),
    item('contraires', [pairs], { cardinality: 'multiple', baseType: 'directedPair' }),
    item('etapes', [order], { cardinality: 'ordered', baseType: 'identifier' }),
    item('nombres', [picks], { cardinality: 'ordered', baseType: 'identifier' }),
    item('redaction', [extended], { cardinality: 'single', baseType: 'string' }),
  ],
};

export const MATHS: SequenceContent = {
  v: 1,
  id: 'maths',
  items: [
    item('multiples-2', [several], { cardinality: 'multiple', baseType: 'identifier' }),
    item('redaction-2', [extended], { cardinality: 'single', baseType: 'string' }),
  ],
};

/** SVG files of the French sequence, by their path in the package. */
export const PICTURES: Record<string, string> = {
  'images/phare.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#dbe9f6"/><path d="M0 140q40-14 80 0t80 0 80 0 80 0v40H0z" fill="#3b6ea5"/><path d="M120 150l20-16h60l24 16z" fill="#6b5b4b"/><path d="M150 134l6-90h18l6 90z" fill="#fff"/><path d="M152.7 96h24.6l1.3 20h-27.200zM155 60h20l1 16h-22z" fill="#c2361b"/><path d="M154 44h22v-12h-22z" fill="#ffd27a"/><path d="M151 32h28l-14-12z" fill="#1b2a6b"/></svg>`,
};
