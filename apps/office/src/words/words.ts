/** Everything that the console says: a file a screen, French and English in each. */
import { typeset } from '@cloison/theme/typography';
import { areas } from './areas.ts';
import { byCommand } from './by-command.ts';
import { closing } from './closing.ts';
import { create } from './create.ts';
import { figures } from './figures.ts';
import { files } from './files.ts';
import { frame } from './frame.ts';
import { incidents } from './incidents.ts';
import { items } from './items.ts';
import { life } from './life.ts';
import { participation } from './participation.ts';
import { requests } from './requests.ts';
import { results } from './results.ts';
import { schools } from './schools.ts';
import { work } from './work.ts';

export const fr = typeset({
  ...frame.fr,
  life: life.fr,
  participation: participation.fr,
  schools: schools.fr,
  incidents: incidents.fr,
  requests: requests.fr,
  files: files.fr,
  areas: areas.fr,
  byCommand: byCommand.fr,
  items: items.fr,
  results: results.fr,
  figures: figures.fr,
  closing: closing.fr,
  create: create.fr,
  work: work.fr,
});

export type Words = typeof fr;

export const en: Words = {
  ...frame.en,
  life: life.en,
  participation: participation.en,
  schools: schools.en,
  incidents: incidents.en,
  requests: requests.en,
  files: files.en,
  areas: areas.en,
  byCommand: byCommand.en,
  items: items.en,
  results: results.en,
  figures: figures.en,
  closing: closing.en,
  create: create.en,
  work: work.en,
};
