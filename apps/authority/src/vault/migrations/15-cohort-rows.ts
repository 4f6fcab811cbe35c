import { cohortTables } from '../tables/cohort.ts';

/** Identifiers of followed pupils stand beside their pseudonymous rows, under a key of their own. */
export const cohortRows = cohortTables.cohort_row;
