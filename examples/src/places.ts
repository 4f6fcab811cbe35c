/** Where schools are: real départements, so that areas and time zones work, and communes that do not exist. */

export interface Departement {
  /** As in UAI numbers. */
  readonly prefix: string;
  /** How many pupils live there, roughly, in thousands for one level: only the proportions matter. */
  readonly weight: number;
}

/** Every département with its weight, by UAI prefix; Corsica's are 620 and 720. */
const weights =
  '001:8 002:7 003:4 004:2 005:2 006:12 007:4 008:3 009:2 010:4 011:4 012:3 013:26 014:8 015:1 016:4 017:7 018:3 019:2 620:2 ' +
  '720:2 021:6 022:7 023:1 024:4 025:7 026:7 027:8 028:6 029:10 030:9 031:18 032:2 033:19 034:14 035:14 036:2 037:7 038:17 039:3 ' +
  '040:5 041:4 042:10 043:3 044:19 045:9 046:2 047:4 048:1 049:11 050:6 051:7 052:2 053:4 054:9 055:2 056:9 057:12 058:2 059:34 ' +
  '060:11 061:3 062:18 063:8 064:8 065:2 066:5 067:14 068:9 069:25 070:3 071:6 072:7 073:5 074:11 075:20 076:15 077:20 078:20 079:4 ' +
  '080:7 081:4 082:3 083:12 084:7 085:8 086:5 087:4 088:4 089:4 090:2 091:18 092:21 093:25 094:18 095:18 971:5 972:4 973:6 974:14 ' +
  '975:0.1 976:9';

export const departements: readonly Departement[] = weights.split(' ').map((entry) => {
  const [prefix, weight] = entry.split(':') as [string, string];
  return { prefix, weight: Number(weight) };
});

const starts = [
  ...[
    'Montclair',
    'Belrive',
    'Fontségur',
    'Rochemaure-le-Haut',
    'Valdombre',
    'Sainte-Aurène',
    'Saint-Blimont-les-Prés',
  ],
  ...[
    'Castelvieux',
    'Villeneuve-aux-Ormes',
    'Prémontel',
    'Combeverte',
    'Aigrefeuille-Basse',
    'Bourgalin',
    'Marçay-le-Pont',
  ],
  ...[
    'L’Hermitière',
    'La Roncière',
    'Les Essarts-Blancs',
    'Hautecombe-la-Forêt',
    'Noyelles-Épines',
    'Plouvézan',
    'Kerbrézel',
  ],
  ...[
    'Oberwiller',
    'Ustaritzpe',
    'Çauberne',
    'Œuilly-la-Grange',
    'Saint-Yvon',
    'Grandlac',
    'Petit-Morne',
    'Bras-Fougères',
  ],
];
const rivers = ['Lierne', 'Sauvelle', 'Ombrine', 'Tavelle', 'Aubrelle', 'Veyrotte', 'Isolde', 'Marsonne'];

/** Made-up communes: any likeness with a real one is chance. */
export const communes: readonly string[] = starts.flatMap((start, i) => [
  start,
  `${start}-sur-${rivers[i % rivers.length]}`,
  `${start}-lès-${['Bois', 'Mines', 'Vignes', 'Marais'][i % 4]}`,
]);

/** Made-up too, after people who did not live. */
export const schoolNames = {
  public: {
    primary: [
      ...[
        'École élémentaire du Vieux Moulin',
        'École primaire Les Hirondelles',
        'École primaire Marguerite Delorme',
      ],
      ...[
        'École élémentaire des Trois Tilleuls',
        'École primaire du Petit Pont',
        'École élémentaire Anatole Vasseur',
      ],
      ...[
        'École primaire de l’Étang',
        'École élémentaire La Clé des Champs',
        'École primaire Simone Féret-Vannier',
      ],
      ...['École primaire intercommunale, site du Parc', 'École élémentaire "Les Coquelicots"'],
    ],
    college: [
      ...[
        'Collège Marguerite Delorme',
        'Collège des Quatre Vents',
        'Collège Anatole Vasseur',
        'Collège de la Source',
      ],
      ...[
        'Collège Émilie Chastel',
        'Collège Louis Armandier',
        'Collège du Val d’Ombrine',
        'Collège Aimé Sérault',
      ],
    ],
    lycee: [
      ...[
        'Lycée Hélène Courtois',
        'Lycée polyvalent des Salines',
        'Lycée Ferdinand Olivier',
        'Lycée de la Corniche',
      ],
      ...[
        'Lycée général et technologique Alice Moreau-Tessier',
        'Lycée Jacques Bonnafé',
        'Lycée du Haut-Plateau',
      ],
    ],
  },
  private: {
    primary: [
      'École Sainte-Odile',
      'École Notre-Dame-du-Bois',
      'École Saint-Gildas',
      'École Jeanne de Vaubrun',
    ],
    college: ['Collège Saint-Gildas', 'Collège Notre-Dame-du-Bois', 'Institution Sainte-Odile'],
    lycee: ['Lycée Saint-Gildas', 'Institution Sainte-Odile', 'Lycée Notre-Dame-du-Bois'],
  },
} as const;
