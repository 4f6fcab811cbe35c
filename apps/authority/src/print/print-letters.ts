/** `cloison letters print`: the heads' letters as PDF. The files hold codes in clear: announced, and journaled before. */

import { once } from 'node:events';
import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import type { Lang } from '@cloison/command/refusal';
import PDFDocument from 'pdfkit';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { holderSecret } from '../codes/holder-secret.ts';
import { headsOf } from '../codes/holders.ts';
import { appendJournal } from '../journal/journal.ts';
import { levelsOfSchool } from '../roster/class-levels.ts';
import { schoolRow } from '../roster/schools.ts';
import { formatDay, formatHour } from '../time/format-time.ts';
import type { HolderRow, SchoolRow } from '../vault/rows.ts';
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
  readonly progress?: ProgressMaker;
  readonly label?: string;
}

export interface PrintedLetters {
  readonly letters: number;
  readonly files: readonly string[];
}

interface Head {
  readonly holder: HolderRow;
  readonly school: SchoolRow;
}

/**
 * Each file is whole or not there; printing again replaces them. Throws `letters-none`, `letters-school`, `campaign-closed`.
 */
export async function printLetters(campaign: OpenCampaign, options: LetterOptions): Promise<PrintedLetters> {
  requireOpen(campaign);
  const { vault, actor, name } = campaign;
  const lang = options.lang ?? 'fr';
  const heads = headsOf(campaign)
    .map((holder) => ({ holder, school: schoolRow(vault, holder.school ?? 0) }))
    .filter(({ school }) => options.uai === undefined || school.uai === options.uai)
    .toSorted((a, b) => (a.school.uai < b.school.uai ? -1 : 1));
  if (heads.length === 0) {
    throw options.uai === undefined
      ? refusePrint('letters-none')
      : refusePrint('letters-school', { uai: options.uai });
  }
  const out = resolve(options.out);
  mkdirSync(out, { recursive: true, mode: 0o700 });
  appendJournal(vault, actor, 'letters.print', name, { letters: heads.length, folder: out });
  const progress = (options.progress ?? silentProgress)(options.label ?? 'letters', heads.length);
  const files: string[] = [];
  try {
    if (options.single === true) {
      const path = join(out, `lettres-${name}.pdf`);
      await writePdf(path, lang, campaign, heads, (done) => progress.update(done));
      files.push(path);
    } else {
      for (const [i, head] of heads.entries()) {
        const path = join(out, `lettre-${head.school.uai}.pdf`);
        await writePdf(path, lang, campaign, [head]);
        files.push(path);
        progress.update(i + 1);
      }
    }
  } finally {
    progress.stop();
  }
  return { letters: heads.length, files };
}

/** Written beside, then renamed. */
async function writePdf(
  path: string,
  lang: Lang,
  campaign: OpenCampaign,
  heads: readonly Head[],
  onLetter: (done: number) => void = () => {},
): Promise<void> {
  const words = letterWords[lang];
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: lang === 'fr' ? 'fr-FR' : 'en-GB',
    info: {
      Title: `${words.fileSubject} — ${campaign.spec.title[lang]}`,
      Subject: words.fileSubject,
      Creator: 'Cloison',
    },
  });
  registerFonts(doc);
  const beside = `${path}.new`;
  const file = createWriteStream(beside, { mode: 0o600 });
  doc.pipe(file);
  for (const [i, head] of heads.entries()) {
    doc.addPage();
    drawLetter(doc, letterOf(campaign, head, lang), lang);
    onLetter(i + 1);
    if (file.writableNeedDrain) await once(file, 'drain');
  }
  doc.end();
  await finished(file);
  renameSync(beside, path);
}

function letterOf(campaign: OpenCampaign, { holder, school }: Head, lang: Lang): Letter {
  const { vault, spec, calendars, name } = campaign;
  const levels = levelsOfSchool(vault, school.id);
  const own = spec.levels.filter(({ id }) => levels.has(id));
  const zone = calendars.areas[school.area]!.zone;
  const at = lang === 'fr' ? 'à' : 'at';
  const day = (instant: string) => formatDay(new Date(instant), lang, zone);
  const moment = (instant: string) =>
    `${formatDay(new Date(instant), lang, zone, false)} ${at} ${formatHour(new Date(instant), lang, zone)}`;
  const calendarOf = (level: string) =>
    calendars.calendars.find((calendar) => calendar.area === school.area && calendar.level === level)!;
  const papers = calendarOf(own[0]?.id ?? spec.levels[0]!.id).windows;
  const { code } = holderSecret(campaign, holder);
  if (code === null) throw new Error('a head without a code');
  return {
    campaign: `${spec.title[lang]} ${spec.year}`,
    rehearsal: spec.rehearsal,
    school: { name: school.name, town: school.town, uai: school.uai },
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
