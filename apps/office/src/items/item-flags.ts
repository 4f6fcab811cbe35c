/** What to look at in an item while answers come in. */
import type { ItemSoFar } from '@cloison/console-messages';

export type ItemFlag = 'key' | 'negative' | 'low' | 'drawing' | 'hard' | 'easy';

/** Below it an item tells the better pupils from the others poorly: the rule of thumb of Ebel & Frisbie (1991), 0.2. */
const LOW_DISCRIMINATION = 0.2;
const HARD = 0.1;
const EASY = 0.95;

export function flagsOf({ facility, discrimination, choices, drawing }: ItemSoFar): readonly ItemFlag[] {
  const flags: ItemFlag[] = [];
  if (choices?.suspicious === true) flags.push('key');
  if (discrimination !== null && discrimination < 0) flags.push('negative');
  else if (discrimination !== null && discrimination < LOW_DISCRIMINATION) flags.push('low');
  if (drawing.length > 0) flags.push('drawing');
  if (facility !== null && facility < HARD) flags.push('hard');
  if (facility !== null && facility > EASY) flags.push('easy');
  return flags;
}
