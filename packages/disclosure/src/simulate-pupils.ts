/** Invented pupils with the shape of a country's: for benches, tests and trials. Every number is drawn; nobody is real. */
import type { CategoricalColumn, UniformAt } from './microdata/microdata.ts';

/** Départements of France by their codes, metropolitan ones first. */
const DEPARTEMENTS: readonly string[] = [
  ...Array.from({ length: 95 }, (_, k) => String(k + 1).padStart(2, '0')).flatMap((code) =>
    code === '20' ? ['2A', '2B'] : [code],
  ),
  ...['971', '972', '973', '974', '976'],
];

/** Shares of the six groups. */
const GROUPS = [0.09, 0.173, 0.274, 0.253, 0.145, 0.065];

/**
 * Columns `sexe`, `naissance` (`YYYY-MM`), `departement`, `secteur`, `ep`, `groupe`: two sexes; 93.5 % born in one year, the others in the year
 * after or the two before; 101 départements with sizes falling like rank^−0.55, 14.5 % private, REP+ 7.5 % and REP 15 % of the public.
 */
export function simulatePupils(
  rows: number,
  uniformAt: UniformAt,
  year = 2015,
): readonly CategoricalColumn[] {
  const sizes = DEPARTEMENTS.map((_, rank) => (rank + 1) ** -0.55);
  const years = [0.0022, 0.0456, 0.935, 0.0172];
  const months = years.flatMap((_, k) =>
    Array.from({ length: 12 }, (_, month) => `${year - 2 + k}-${String(month + 1).padStart(2, '0')}`),
  );
  const sexe = new Int32Array(rows);
  const naissance = new Int32Array(rows);
  const departement = new Int32Array(rows);
  const secteur = new Int32Array(rows);
  const ep = new Int32Array(rows);
  const groupe = new Int32Array(rows);
  const pickYear = picker(years);
  const pickDepartement = picker(sizes);
  const pickGroup = picker(GROUPS);
  for (let row = 0; row < rows; row++) {
    sexe[row] = uniformAt(1, row) < 0.488 ? 0 : 1;
    naissance[row] = pickYear(uniformAt(2, row)) * 12 + Math.floor(uniformAt(3, row) * 12);
    departement[row] = pickDepartement(uniformAt(4, row));
    secteur[row] = uniformAt(5, row) < 0.145 ? 1 : 0;
    const priority = uniformAt(6, row);
    ep[row] = secteur[row] === 1 || priority >= 0.225 ? 0 : priority < 0.15 ? 1 : 2;
    groupe[row] = pickGroup(uniformAt(7, row));
  }
  const column = (name: string, codes: Int32Array, labels: readonly string[]): CategoricalColumn => ({
    kind: 'categorical',
    name,
    codes,
    labels,
  });
  return [
    column('sexe', sexe, ['F', 'M']),
    column('naissance', naissance, months),
    column('departement', departement, DEPARTEMENTS),
    column('secteur', secteur, ['PU', 'PR']),
    column('ep', ep, ['HEP', 'REP', 'REP+']),
    column('groupe', groupe, ['1', '2', '3', '4', '5', '6']),
  ];
}

function picker(shares: readonly number[]): (uniform: number) => number {
  const total = shares.reduce((sum, one) => sum + one, 0);
  let sum = 0;
  const upTo = shares.map((share) => {
    sum += share;
    return sum / total;
  });
  return (uniform) => {
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (uniform < upTo[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
