import { deskTables } from '../tables/desk.ts';

/** How often two keyings of a booklet agree. */
export const doubleEntries = deskTables.double_entry;
