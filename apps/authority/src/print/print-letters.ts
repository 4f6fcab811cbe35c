/** `cloison letters print`: letters to heads, or to inspectors, as PDF. The files hold codes in clear: announced, and journaled before. */

import { once } from 'node:events';
import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import type { Lang } from '@cloison/command/refusal';
import PDFDocument from 'pdfkit';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderSecret } from '../codes/holder-secret.ts';
import { headsOf, inspectorsOf } from '../codes/holders.ts';
import { appendJournal } from '../journal/journal.ts';
import { levelsOfSchool } from '../roster/class-levels.ts';
import { schoolRow } from '../roster/schools.ts';
import { areasOf } from '../territories/territories.ts';
import { formatDay, formatHour } from '../time/format-time.ts';
import type { HolderRow } from '../vault/rows.ts';
import { registerFonts } from './fonts.ts';
import { drawLetter, type Letter } from './letter.ts';
import { letterWords } from './letter-words.ts';
import { refusePrint } from './refusals.ts';

export interface LetterOptions {
  readonly out: string;
  readonly lang?: Lang;
  /** One file with all, instead of one for each school. */
  readonly single?: boolean;
  /** Only that school. */
  readonly uai?: string;
  /** To inspectors instead of heads. */
  readonly areas?: boolean;
  /** Called once nothing stands in the way, before the first file. */
  readonly beforeWriting?: () => void;
  readonly progress?: ProgressMaker;
  readonly label?: string;
}

export interface PrintedLetters {
  readonly letters: number;
  readonly files: readonly string[];
}

/** Who gets a letter. `key` is in the file's name. */
interface Addressee {
  readonly key: string;
  readonly for: Letter['for'];
  readonly letter: (lang: Lang) => Letter;
}

/**
 * Each file is whole or not there; printing again replaces them. Throws `letters-none`, `letters-school`, `letters-areas`,
 * `campaign-closed`.
 */
export async function printLetters(campaign: OpenCampaign, options: LetterOptions): Promise<PrintedLetters> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const lang = options.lang ?? 'fr';
  const to = options.areas === true ? inspectors(campaign) : heads(campaign, options.uai);
  const out = resolve(options.out);
  options.beforeWriting?.();
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const what = options.areas === true ? 'letters.areas' : 'letters.print';
  appendJournal(vault, actor, what, name, { letters: to.length, folder: out });
  const progress = (options.progress ?? silentProgress)(options.label ?? 'letters', to.length);
  const files: string[] = [];
  try {
    if (options.single === true) {
      const path = join(out, `lettres-${name}.pdf`);
      await writePdf(path, lang, campaign, to, (done) => progress.update(done));
      files.push(path);
    } else {
      for (const [i, one] of to.entries()) {
        const path = join(out, `lettre-${one.key}.pdf`);
        await writePdf(path, lang, campaign, [one]);
        files.push(path);
        progress.update(i + 1);
      }
    }
  } finally {
    progress.stop();
  }
  return { letters: to.length, files };
}

function heads(campaign: OpenCampaign, uai: string | undefined): Addressee[] {
  const found = headsOf(campaign)
    .map((holder) => ({ holder, school: schoolRow(campaign.vault, holder.school ?? 0) }))
    .filter(({ school }) => uai === undefined || school.uai === uai)
    .toSorted((a, b) => (a.school.uai < b.school.uai ? -1 : 1));
  if (found.length === 0) {
    throw uai === undefined ? refusePrint('letters-none') : refusePrint('letters-school', { uai });
  }
  return found.map(({ holder, school }) => ({
    key: school.uai,
    for: 'head',
    letter: (lang) => {
      const levels = levelsOfSchool(campaign.vault, school.id);
      return letterOf(campaign, lang, holder, {
        for: 'head',
        to: { name: school.name, town: school.town, code: school.uai },
        area: school.area,
        levels,
      });
    },
  }));
}

function inspectors(campaign: OpenCampaign): Addressee[] {
  const areas = new Map(areasOf(campaign).map((area) => [area.id, area]));
  const found = inspectorsOf(campaign).flatMap((holder): Addressee[] => {
    const area = areas.get(holder.territory);
    if (area === undefined) return [];
    const calendar = campaign.calendars.calendars[holder.calendar ?? 0]!;
    const levels = new Set(area.schools.flatMap(({ id }) => [...levelsOfSchool(campaign.vault, id)]));
    const to = { name: area.label, town: '', code: area.code };
    return [
      {
        key: area.code,
        for: 'inspector',
        letter: (lang) =>
          letterOf(campaign, lang, holder, { for: 'inspector', to, area: calendar.area, levels }),
      },
    ];
  });
  if (found.length === 0) throw refusePrint('letters-areas');
  return found;
}

/** Written beside, then renamed. */
async function writePdf(
  path: string,
  lang: Lang,
  campaign: OpenCampaign,
  to: readonly Addressee[],
  onLetter: (done: number) => void = () => {},
): Promise<void> {
  const subject = letterWords[lang][to[0]?.for ?? 'head'].fileSubject;
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: lang === 'fr' ? 'fr-FR' : 'en-GB',
    info: {
      Title: `${subject} — ${campaign.spec.title[lang]}`,
      Subject: subject,
      Creator: 'Cloison',
    },
  });
  registerFonts(doc);
  const beside = `${path}.new`;
  const file = createWriteStream(beside, { mode: 0o600, flush: true });
  doc.pipe(file);
  try {
    for (const [i, { letter }] of to.entries()) {
      doc.addPage();
      drawLetter(doc, letter(lang), lang);
      onLetter(i + 1);
      if (file.writableNeedDrain) await once(file, 'drain');
    }
    doc.end();
    await finished(file);
  } catch (error) {
    file.destroy();
    rmSync(beside, { force: true });
    throw error;
  }
  renameSync(beside, path);
}

function letterOf(
  campaign: OpenCampaign,
  lang: Lang,
  holder: HolderRow,
  place: Pick<Letter, 'for' | 'to'> & { readonly area: number; readonly levels: ReadonlySet<string> },
): Letter {
  const { spec, calendars, name } = campaign;
  const own = spec.levels.filter(({ id }) => place.levels.has(id));
  const zone = calendars.areas[place.area]!.zone;
  const at = lang === 'fr' ? 'à' : 'at';
  const day = (instant: string) => formatDay(new Date(instant), lang, zone);
  const moment = (instant: string) =>
    `${formatDay(new Date(instant), lang, zone, false)} ${at} ${formatHour(new Date(instant), lang, zone)}`;
  const calendarOf = (level: string) =>
    calendars.calendars.find((calendar) => calendar.area === place.area && calendar.level === level)!;
  const papers = calendarOf(own[0]?.id ?? spec.levels[0]!.id).windows;
  const { code } = holderSecret(campaign, holder);
  if (code === null) throw new Error('a letter without a code');
  return {
    campaign: `${spec.title[lang]} ${spec.year}`,
    rehearsal: spec.rehearsal,
    for: place.for,
    to: place.to,
    code,
    address: `${spec.address}c/${name}/ecole/`,
    contact: spec.contact?.[lang] ?? null,
    hasOnline: own.some(({ mode }) => mode === 'online'),
    hasEntry: own.some(({ mode }) => mode === 'entry'),
    slipsFrom: day(papers.slips!.opens),
    reportUntil: day(papers.report!.closes),
    dates: own.flatMap((level) =>
      spec.sequences
        .filter((sequence) => sequence.level === level.id)
        .map((sequence) => {
          const window = calendarOf(level.id).sequences[sequence.id]!;
          return {
            level: level.title[lang],
            title: sequence.title[lang],
            opens: moment(window.opens),
            closes: moment(window.closes),
          };
        }),
    ),
  };
}
