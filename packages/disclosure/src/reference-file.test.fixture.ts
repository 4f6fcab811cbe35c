/** The reference file beside the repository, `../shared/data/disclosure`: what sdcMicro 5.8.1 makes of it is in its README. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextRows } from './release-checks.test.fixture.ts';

const referencePath = join(import.meta.dirname, '../../../../shared/data/disclosure/micro_10k.csv');
export const hasReference = existsSync(referencePath);

if (!hasReference)
  console.warn(
    '\n*** SKIPPED: the reference file is not beside the repository (shared/data/disclosure). ***\n' +
      '*** Suppressed cells are NOT compared with sdcMicro in this run.                      ***\n',
  );

/** Columns sexe, naissance, departement, secteur, ep, then groupe. */
export function referenceRows(): TextRows {
  return readFileSync(referencePath, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(1));
}
