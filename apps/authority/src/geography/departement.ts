/**
 * Département and region of a school, from the first three digits of its UAI (Répertoire national des établissements:
 * the département, with 620 and 720 for the two of Corsica).
 */
import { regionOf } from '@cloison/disclosure/departements';

export interface SchoolLocation {
  readonly departement: string;
  readonly region: string;
}

export function locationOf(uai: string): SchoolLocation {
  const departement = departementOf(uai.slice(0, 3));
  return { departement, region: regionOf(departement) };
}

function departementOf(prefix: string): string {
  if (prefix === '620') return '2A';
  if (prefix === '720') return '2B';
  return prefix.startsWith('0') ? prefix.slice(1) : prefix;
}
