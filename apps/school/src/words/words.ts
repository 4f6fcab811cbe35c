/** Everything that the school’s screens say: a file a screen, French and English in each. */
import { typeset } from '@cloison/theme/typography';
import { area } from './area.ts';
import { booklets } from './booklets.ts';
import { classPage } from './class-page.ts';
import { codeUses } from './code-uses.ts';
import { day } from './day.ts';
import { entry } from './entry.ts';
import { frame } from './frame.ts';
import { head } from './head.ts';
import { homePage } from './home-page.ts';
import { notSitting } from './not-sitting.ts';
import { progress } from './progress.ts';
import { rescue } from './rescue.ts';
import { results } from './results.ts';
import { room } from './room.ts';
import { secondEntry } from './second-entry.ts';
import { sheet } from './sheet.ts';
import { signIn } from './sign-in.ts';
import { telling } from './telling.ts';

export const fr = typeset({
  ...frame.fr,
  signIn: signIn.fr,
  area: area.fr,
  homePage: homePage.fr,
  classPage: classPage.fr,
  booklets: booklets.fr,
  entry: entry.fr,
  results: results.fr,
  sheet: sheet.fr,
  head: head.fr,
  progress: progress.fr,
  second: secondEntry.fr,
  notSitting: notSitting.fr,
  telling: telling.fr,
  room: room.fr,
  codeUses: codeUses.fr,
  day: day.fr,
  rescue: rescue.fr,
});

export type Words = typeof fr;

export const en: Words = {
  ...frame.en,
  signIn: signIn.en,
  area: area.en,
  homePage: homePage.en,
  classPage: classPage.en,
  booklets: booklets.en,
  entry: entry.en,
  results: results.en,
  sheet: sheet.en,
  head: head.en,
  progress: progress.en,
  second: secondEntry.en,
  notSitting: notSitting.en,
  telling: telling.en,
  room: room.en,
  codeUses: codeUses.en,
  day: day.en,
  rescue: rescue.en,
};
