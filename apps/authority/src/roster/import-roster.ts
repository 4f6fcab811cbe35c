/**
 * `cloison roster import`: all files are read and checked whole; then, in one transaction, they become the roster. A pupil is
 * known by the INE: new = arrival, absent = departure (kept, marked), other class = move.
 */
import { stat } from 'node:fs/promises';
import { problemsAsData } from '@cloison/command/problem';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { readAccommodationsFile } from './accommodations-file.ts';
import { ClassRenames, type RenameWish } from './class-renames.ts';
import { checkEncoding } from './encoding.ts';
import { LeftOut, type LeftOutCount } from './left-out.ts';
import type { PupilAgain, RosterPupil } from './pupil-reading.ts';
import { openPupilSource, type RosterFormat } from './pupil-source.ts';
import { PupilSpool } from './pupil-spool.ts';
import { type RosterFile, readSchools } from './read-roster.ts';
import { refuseRoster } from './refusals.ts';
import { type RosterProblems, rosterProblems } from './roster-problems.ts';
import { type RosterRemark, RosterRemarks } from './roster-remarks.ts';
import { RosterWriter, type WrittenCounts } from './roster-writer.ts';
import { SeenPupils } from './seen-pupils.ts';
import { bringTogether, type SeveralLists } from './several-lists.ts';

export interface RosterOptions {
  readonly schools: string;
  /** A file, or a folder of files: ours, or exports of ONDE, SIECLE or OneRoster. */
  readonly pupils: string;
  /** A file `ine,amenagements`. */
  readonly accommodations?: string | undefined;
  /** Levels of the campaign by words or codes of the exports. */
  readonly levelWords?: ReadonlyMap<string, string>;
  /** Classes that are called otherwise now, beside those that are found by their pupils. */
  readonly renames?: readonly RenameWish[];
  /** No class is taken for another one but by `renames`. */
  readonly noRenames?: boolean;
  /** Does everything, counts, and keeps nothing. */
  readonly dryRun?: boolean;
  /** Accept that more than a fifth of the pupils leave. */
  readonly allowDepartures?: boolean;
  readonly progress?: ProgressMaker;
  /** Label of the progress bar. */
  readonly labels?: { readonly check: string; readonly apply: string };
}

export interface RosterCounts extends WrittenCounts {
  /** Pupils of the exports who are not for this campaign. */
  readonly leftOut: readonly LeftOutCount[];
  readonly formats: readonly RosterFormat[];
  /** What looks like a mistake and may be none. */
  readonly remarks: readonly RosterRemark[];
}

export interface RosterImport extends RosterCounts {
  /** False for a dry run, and when nothing differs. */
  readonly applied: boolean;
}

/**
 * Throws `roster-invalid` (its data has `problems` and `count`), `roster-rename`, `roster-departures`, `roster-changed`, `campaign-closed`. Nothing is
 * imported then. Killed at any time, it has imported all or nothing.
 */
export async function importRoster(campaign: OpenCampaign, options: RosterOptions): Promise<RosterImport> {
  requireOpen(campaign);
  const progress = options.progress ?? silentProgress;
  const labels = options.labels ?? { check: 'check', apply: 'import' };
  const problems = rosterProblems();
  const schoolsFile = await openFile(options.schools, problems);
  const source = await openPupilSource(options.pupils, problems);
  const givenFile =
    options.accommodations === undefined ? null : await openFile(options.accommodations, problems);
  const accommodations =
    givenFile === null
      ? new Map<string, readonly string[]>()
      : await readAccommodationsFile(givenFile, campaign.spec, problems);
  const checking = progress(labels.check, source?.lines ?? 0);
  const schools = schoolsFile === null ? null : await readSchools(schoolsFile, campaign.calendars, problems);
  let checked = 0;
  const pupils = new PupilSpool(campaign.sealer);
  /** Of those who are on the lists of two schools, all but the first. Few: kept whole. */
  const again: PupilAgain[] = [];
  const renames = new ClassRenames(campaign);
  const remarks = new RosterRemarks();
  const leftOut = new LeftOut();
  await source?.read({
    spec: campaign.spec,
    knownSchools: schools?.known ?? null,
    levelWords: options.levelWords ?? new Map<string, string>(),
    accommodations,
    today: campaign.actor.now().toISOString().slice(0, 10),
    problems,
    leftOut,
    seen: new SeenPupils(),
    onPupil: (pupil) => {
      pupils.add(pupil);
      renames.see(pupil);
      remarks.add(pupil);
      checked += 1;
      if (checked % 1_000 === 0) checking.update(checked);
    },
    onPupilAgain: (one) => {
      again.push(one);
      checked += 1;
    },
  });
  const lists = bringTogether(pupils, again, problems);
  checking.stop();
  if (problems.count > 0 || schools === null || source === null) {
    const list = problems.sorted();
    const data = { problems: problemsAsData(list, 'fr'), list, count: problems.count };
    throw refuseRoster('roster-invalid', { count: problems.count }, data);
  }
  const plan = renames.plan(options.renames ?? [], options.noRenames !== true);
  const [unfit] = plan.unfit;
  if (unfit !== undefined) throw refuseRoster('roster-rename', { from: unfit.from, to: unfit.to });
  const applying = progress(labels.apply, checked);
  try {
    return await campaign.vault.exclusive(
      async () => {
        const writer = new RosterWriter(campaign);
        for (const school of schools.schools.values()) writer.school(school);
        for (const rename of plan.renames) writer.rename(rename);
        chooseSchools(campaign, pupils, lists, leftOut);
        const allowDepartures = options.allowDepartures === true;
        await writer.pupils(pupils, { allowDepartures }, (done) => applying.update(done));
        return {
          ...writer.counts,
          applied: writer.finish(options.dryRun === true),
          remarks: [...remarks.list(schools.schools.keys()), ...plan.remarks],
          leftOut: leftOut.list(),
          formats: source.formats,
        };
      },
      (result) => result.applied,
    );
  } finally {
    applying.stop();
  }
}

async function openFile(path: string, problems: RosterProblems): Promise<RosterFile | null> {
  const file = await stat(path).catch(() => null);
  if (file === null || !file.isFile()) {
    problems.add('file-missing', path, { line: 0, column: 0 });
    return null;
  }
  return { path, name: path, encoding: await checkEncoding(path, path, problems) };
}

/** Puts everybody who is on the lists of two schools into one of them. */
function chooseSchools(
  campaign: OpenCampaign,
  pupils: PupilSpool,
  lists: SeveralLists,
  leftOut: LeftOut,
): void {
  for (const several of lists.values()) {
    pupils.add(chosenOf(campaign, several));
    for (const _ of several.slice(1)) leftOut.add('two-schools', '', { line: 0, column: 0 });
  }
}

/**
 * Of a pupil on the lists of two schools: the later arrival where both say a day; else the school where the pupil is already, so
 * that nobody goes to and fro until one school takes the name off its list; else the first.
 */
function chosenOf(
  { vault, sealer, name }: OpenCampaign,
  pupils: readonly [RosterPupil, ...RosterPupil[]],
): RosterPupil {
  const [first, ...others] = pupils;
  if (pupils.every(({ since }) => since !== undefined)) {
    return others.reduce((latest, next) => (next.since! > latest.since! ? next : latest), first);
  }
  const now = vault.get<{ uai: string }>(
    `SELECT s.uai FROM pupil p JOIN class_level l ON l.id = p.class_level JOIN class c ON c.id = l.class
     JOIN school s ON s.id = c.school WHERE p.campaign = ? AND p.ine_lookup = ? AND p.state = 'present'`,
    name,
    sealer.lookup('ine', first.facts.ine),
  );
  return pupils.find(({ uai }) => uai === now?.uai) ?? first;
}
