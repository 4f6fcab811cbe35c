/** The reference file: what sdcMicro 5.8.1 makes of it is in `packages/disclosure/reference/README.md`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextRows } from './release-checks.test.fixture.ts';

const path = join(import.meta.dirname, '../reference/micro_10k.csv');

/** Columns sexe, naissance, departement, secteur, ep, then groupe. */
export function referenceRows(): TextRows {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(1));
}
