/** What the office seals to the school: participation, reports with comparisons, slips. */
import {
  type ClassParticipation,
  type ClassProgress,
  type ClassReport,
  type Comparison,
  type Group,
  type Manifest,
  mintCode,
  type SittingState,
  type Slips,
} from '@cloison/protocol';

import { at, CAMPAIGN, localised, present, random, type SchoolClass } from './school-class.ts';

export function participationOf(schoolClass: SchoolClass): ClassParticipation {
  const states: readonly SittingState[] = ['complete', 'complete', 'complete', 'begun', 'notBegun', 'absent'];
  return {
    v: 1,
    kind: 'class-participation',
    at: at(0),
    pupils: present(schoolClass).map(({ orderNumber }, i) => ({
      orderNumber,
      sequences: Object.fromEntries(
        schoolClass.roster.sequences.map(({ id }) => {
          const state = states[(i * 5) % states.length]!;
          const answered = state === 'complete' ? 6 : state === 'begun' ? 2 : 0;
          return [id, { state, answered, expected: 6, receipt: state === 'complete' ? 'K7M2QX' : null }];
        }),
      ),
    })),
  };
}

export function countsOf({ pupils }: ClassParticipation, sequence: string) {
  const states = pupils.map((pupil) => pupil.sequences[sequence]?.state ?? 'notBegun');
  const count = (state: SittingState) => states.filter((one) => one === state).length;
  return {
    expected: pupils.length,
    notBegun: count('notBegun'),
    begun: count('begun'),
    complete: count('complete'),
    absent: count('absent'),
  };
}

/** The whole country for every domain; the département and schools of the kind for the first of each level only. */
export function comparisonsOf(manifest: Manifest): Comparison[] {
  return manifest.domains.flatMap(({ id, level }) => {
    const first = manifest.domains.find((domain) => domain.level === level)!.id === id;
    const nation = {
      domain: id,
      with: 'nation',
      label: localised('France', 'France'),
      counts: { needs: 180_000, fragile: 240_000, satisfactory: 400_000 },
    } as const;
    if (!first) return [nation];
    return [
      nation,
      {
        domain: id,
        with: 'departement',
        label: localised('Département 75', 'Département 75'),
        counts: { needs: 3000, fragile: 5000, satisfactory: 12_000 },
      },
      {
        domain: id,
        with: 'kind',
        label: localised('public, hors éducation prioritaire', 'public, outside priority networks'),
        counts: { needs: 90_000, fragile: 130_000, satisfactory: 280_000 },
      },
    ];
  });
}

/** Of CP, since September; twelve pupils with a result at both points in the first domain, too few in the second. */
export function progressOf(manifest: Manifest): ClassProgress {
  const [first, second] = manifest.domains.filter(({ level }) => level === 'cp');
  return {
    title: localised('Évaluation de septembre', 'September assessment'),
    fewest: 5,
    domains: [
      { domain: first!.id, earlier: localised('Connaître les lettres', 'Knowing letters') },
      { domain: second!.id, earlier: second!.title },
    ],
    figures: {
      [first!.id]: {
        moves: [
          [1, 2, 1],
          [1, 2, 3],
          [0, 1, 1],
        ],
        onlyNow: 2,
        onlyEarlier: 1,
      },
      [second!.id]: { moves: null, onlyNow: 0, onlyEarlier: 0 },
    },
  };
}

export function reportOf(schoolClass: SchoolClass, manifest: Manifest): ClassReport {
  const domains = manifest.domains.filter(({ level }) => level === schoolClass.level);
  return {
    v: 1,
    kind: 'class-report',
    at: at(0),
    level: schoolClass.level,
    comparisons: comparisonsOf(manifest).filter(({ domain }) => domains.some(({ id }) => id === domain)),
    ...(schoolClass.level === 'cp' ? { progress: progressOf(manifest) } : {}),
    notices: [
      localised('L’item 3 des rimes ne compte plus : son image était floue.', 'Item 3 is withdrawn.'),
    ],
    domains: domains.map(({ id, items }) => ({
      id,
      maxScore: id === 'fluence' ? 60 : items.length,
      thresholds:
        id === 'fluence' ? [15, 30] : [Math.ceil(items.length / 3), Math.ceil((2 * items.length) / 3)],
    })),
    pupils: present(schoolClass).map(({ orderNumber }, i) => {
      const absent = i % 9 === 8;
      const state: SittingState = absent ? 'absent' : i % 9 === 5 ? 'begun' : 'complete';
      return {
        orderNumber,
        sequences: Object.fromEntries(
          schoolClass.roster.sequences.map(({ id }) => [id, { state, receipt: null }]),
        ),
        domains: Object.fromEntries(
          domains.map(({ id, items }, d) => {
            if (state !== 'complete') return [id, null];
            if (id === 'fluence') {
              const words = (i * 17 + 8) % 61;
              return [
                id,
                { score: words, group: words < 15 ? 'needs' : words < 30 ? 'fragile' : 'satisfactory' },
              ];
            }
            const score = (i * 3 + d * 2 + 1) % (items.length + 1);
            const group: Group =
              score < Math.ceil(items.length / 3)
                ? 'needs'
                : score < Math.ceil((2 * items.length) / 3)
                  ? 'fragile'
                  : 'satisfactory';
            return [id, { score, group }];
          }),
        ),
        items: Object.fromEntries(
          domains
            .filter(({ testSpecific }) => testSpecific)
            .flatMap(({ items }) =>
              items.map((item, n) => {
                const right = (i + n) % 3 !== 0;
                const state = absent ? 'absent' : (i + n) % 7 === 0 ? 'noAnswer' : 'answered';
                return [
                  item,
                  {
                    response: state === 'answered' ? 'choix1' : null,
                    score: state === 'answered' && right ? 1 : 0,
                    maxScore: 1,
                    state,
                  },
                ] as const;
              }),
            ),
        ),
      };
    }),
  };
}

export function slipsOf(classes: readonly SchoolClass[]): readonly Slips[] {
  const address = `https://evaluation.example/c/${CAMPAIGN}/`;
  return [...Map.groupBy(classes, ({ label }) => label)].map(([label, levels]) => ({
    v: 1,
    kind: 'slips',
    label,
    levels: levels.map(({ level }) => level),
    address,
    // The first class has two cards.
    teachers: (label === classes[0]!.label ? [1, 2] : [1]).map((rank) => ({
      label: `Enseignant ou enseignante de ${label}`,
      code: mintCode('staff', random).text,
      rank,
    })),
    pupils: levels.flatMap((schoolClass) =>
      present(schoolClass).map(({ orderNumber, firstName, lastName }) => ({
        orderNumber,
        firstName,
        lastName,
        level: schoolClass.level,
        code: schoolClass.level === '6e' ? mintCode('pupil', random).text : null,
      })),
    ),
  }));
}
