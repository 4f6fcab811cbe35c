/** One class of each level is left for people who try the demonstration by hand. */
export const FREE_CLASSES: ReadonlySet<string> = new Set(['CP A', 'CE1 A', '6A', '2GT1']);
