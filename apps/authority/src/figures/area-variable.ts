/**
 * The variable of place in a release: départements within regions and académies, and the declared areas. Areas may overlap, so
 * its categories are the sets of schools that the same areas have in common; each layer of areas that do not overlap is a
 * hierarchy on them. What areas tell by subtraction from each other, or from the département, is then a cell like any other, and
 * is protected and attacked as one. Pure.
 */
import { hash } from 'node:crypto';
import type { CountedSchool } from './grouped-pupils.ts';

/** Code of an académie in a release: several have the name of a region. */
export const academieCode = (academie: string) => `ac-${academie}`;

export interface AreaVariable {
  /** Its column, and its name in the specification. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly of: (school: CountedSchool) => string }[];
  readonly hierarchies: readonly (readonly Level[])[];
  readonly labels: Readonly<Record<string, Label>>;
  /** Only départements can be drawn as a map. */
  readonly map?: 'departements';
}

interface Label {
  readonly fr: string;
  readonly en: string;
}

interface Level {
  readonly column: string;
  readonly labels: Readonly<Record<string, Label>>;
}

const REGION = { column: 'region', labels: {} };

export function areaVariable(schools: readonly CountedSchool[]): AreaVariable {
  const academies = [...new Set(schools.map(({ academie }) => academie))];
  const academie: Level = {
    column: 'academie',
    labels: Object.fromEntries(academies.map((one) => [academieCode(one), same(`Académie : ${one}`)])),
  };
  const columns = [
    { name: 'departement', of: ({ departement }: CountedSchool) => departement },
    { name: 'region', of: ({ region }: CountedSchool) => region },
    { name: 'academie', of: (school: CountedSchool) => academieCode(school.academie) },
  ];
  const layers = layersOf(schools);
  if (layers.length === 0) {
    return {
      name: 'departement',
      columns,
      hierarchies: [[REGION], [academie]],
      labels: {},
      map: 'departements',
    };
  }
  const own = layers.map((areas, k) => {
    const outside = `hors-${k + 1}`;
    return {
      name: `couche-${k + 1}`,
      of: (school: CountedSchool) => school.areas.find((area) => areas.has(area)) ?? outside,
    };
  });
  return {
    name: 'territoire',
    columns: [{ name: 'territoire', of: partOf }, ...columns, ...own],
    hierarchies: [
      [{ column: 'departement', labels: {} }, REGION],
      [academie],
      ...own.map(({ name }) => [{ column: name, labels: {} }]),
    ],
    labels: Object.fromEntries(
      schools.map((school) => [
        partOf(school),
        same(`${school.departement} : ${school.areas.join(' + ') || '–'}`.slice(0, 400)),
      ]),
    ),
  };
}

const same = (text: string): Label => ({ fr: text, en: text });

/** The same for schools of one département that are in the same areas. */
function partOf({ departement, areas }: CountedSchool): string {
  return `${departement}/${hash('sha256', areas.join('+'), 'hex').slice(0, 12)}`;
}

/** Areas that share no school, as many in each layer as possible, in the order of their codes. */
function layersOf(schools: readonly CountedSchool[]): readonly ReadonlySet<string>[] {
  /** Areas with which each area shares a school. */
  const beside = new Map<string, Set<string>>();
  for (const { areas } of schools)
    for (const area of areas) {
      const others = beside.get(area) ?? new Set();
      beside.set(area, others);
      for (const other of areas) if (other !== area) others.add(other);
    }
  const layers: Set<string>[] = [];
  for (const [area, others] of [...beside].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const free = layers.find((layer) => [...others].every((other) => !layer.has(other)));
    if (free === undefined) layers.push(new Set([area]));
    else free.add(area);
  }
  return layers;
}
