/** What the office seals to an area: its schools and its report. */
import type { AreaProgress, AreaReport, AreaSchool, Manifest } from '@cloison/protocol';
import { at, HOUR, localised } from './school-class.ts';

const TOWNS = ['Lille', 'Lambersart', 'La Madeleine', 'Marcq-en-Barœul', 'Saint-André-lez-Lille'];
const NAMES = [
  'Jean-Moulin',
  'Les Mûriers',
  'Voltaire',
  'Marie-Curie',
  'Jules-Ferry',
  'Le Petit Prince',
  'Jeanne-Barret',
];

/** Schools of an area in every state: one in seven has not begun, one in four is done, a few are too small. */
export function areaSchools(count: number, departements: readonly string[] = ['059']): AreaSchool[] {
  const told = (expected: number, i: number): AreaProgress => {
    const whole = {
      done: expected,
      left: 0,
      few: null,
      complete: expected,
      absent: 0,
      begun: 0,
      notBegun: 0,
    };
    if (i % 7 === 0)
      return { ...whole, state: 'notBegun', done: 0, left: expected, complete: 0, notBegun: expected };
    if (i % 4 === 0) return { ...whole, state: 'done', complete: null, absent: null };
    if (i % 5 === 0)
      return {
        ...{ state: 'underWay', done: null, left: null, few: 'left' },
        ...{ complete: null, absent: null, begun: null, notBegun: null },
      };
    const done = Math.floor(expected / 2);
    return {
      ...{ state: 'underWay', done, left: expected - done, few: null, complete: done, absent: 0 },
      ...{ begun: expected - done, notBegun: 0 },
    };
  };
  return Array.from({ length: count }, (_, i): AreaSchool => {
    const cp = i % 11 === 10 ? null : 12 + ((i * 7) % 19);
    return {
      uai: `${departements[i % departements.length]}${String(1000 + i)}A`,
      name: `École ${NAMES[i % NAMES.length]}${i < NAMES.length ? '' : ` n° ${Math.floor(i / NAMES.length) + 1}`}`,
      town: TOWNS[i % TOWNS.length]!,
      levels: [
        {
          ...{ level: 'cp', expected: cp },
          sequences: cp === null ? {} : { 'francais-cp': told(cp, i), 'maths-cp': told(cp, 7 * i) },
        },
        { level: 'ce1', expected: 24, sequences: { 'francais-ce1': told(24, i + 1) } },
      ],
    };
  });
}

/** `parts`: départements of an académie or a region, the last of which is hidden. */
export function areaReportOf(manifest: Manifest, parts: readonly string[] = []): AreaReport {
  const figures = (needs: number, fragile: number, satisfactory: number, mean: number | null) => ({
    ...{ needs, fragile, satisfactory, pupils: needs + fragile + satisfactory, mean },
  });
  return {
    ...{ v: 1, kind: 'area-report', at: at(0) },
    domains: manifest.domains
      .filter(({ level }) => level !== '6e')
      .map(({ id }, i) => ({
        ...{ domain: id, released: at(-HOUR), maxScore: 12 },
        own:
          i === 1
            ? { needs: null, fragile: null, satisfactory: null, pupils: null, mean: null }
            : i === 2
              ? { needs: null, fragile: 210, satisfactory: null, pupils: 980, mean: 7.4 }
              : figures(142 + i, 251, 611, 8.25),
        beside: [
          { label: localised('France', 'France'), figures: figures(120_400, 201_300, 508_200, 8.6) },
          {
            label: localised('Académie : Lille', 'Académie : Lille'),
            figures: figures(9800, 15_400, 31_000, 8.1),
          },
          { label: localised('Nord (59)', 'Nord (59)'), figures: figures(6100, 9700, 19_900, 8.2) },
        ],
        kinds: [],
        ...(parts.length === 0
          ? {}
          : {
              parts: parts.map((departement, place) => ({
                departement,
                figures:
                  place === parts.length - 1
                    ? { needs: null, fragile: null, satisfactory: null, pupils: null, mean: null }
                    : figures(310 + 90 * ((place + i) % 4), 640, 1200 + 40 * place, 8),
              })),
            }),
      })),
  };
}
