/**
 * `cloison roster import`: both files are read and checked whole; then, in one transaction, they become the roster. A pupil
 * is known by the INE: new = arrival, absent = departure (kept, marked), other class = move.
 */

import { stat } from 'node:fs/promises';
import { problemsAsData } from '@cloison/command/problem';
import { type ProgressMaker, silentProgress } from '@cloison/command/progress';
import { campaignRow, requireOpen, setRosterVersion } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { ClassFacts, ClassRow, PupilRow, SchoolRow } from '../vault/rows.ts';
import { readAccommodationsFile } from './accommodations-file.ts';
import { type ClassRename, ClassRenames, type RenameWish } from './class-renames.ts';
import { checkEncoding } from './encoding.ts';
import { LeftOut, type LeftOutCount } from './left-out.ts';
import type { PupilReading, RosterPupil } from './pupil-reading.ts';
import { openPupilSource, type PupilSource, type RosterFormat } from './pupil-source.ts';
import { type RosterFile, type RosterSchool, readSchools } from './read-roster.ts';
import { refuseRoster } from './refusals.ts';
import { type RosterProblems, rosterProblems } from './roster-problems.ts';
import { type RosterRemark, RosterRemarks } from './roster-remarks.ts';
import { classLookup } from './schools.ts';
import { SeenPupils } from './seen-pupils.ts';
import { ShuffleBuffer } from './shuffle-buffer.ts';

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

export interface RosterCounts {
  readonly schools: { readonly total: number; readonly added: number; readonly changed: number };
  readonly classes: { readonly added: number; readonly renamed: readonly Omit<ClassRename, 'class'>[] };
  readonly pupils: {
    readonly total: number;
    readonly arrivals: number;
    /** Had left, and are there again. */
    readonly returns: number;
    readonly departures: number;
    readonly moves: number;
    /** Same class, other spelling, date, sex or accommodations. */
    readonly changed: number;
    readonly unchanged: number;
  };
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

/** More departures than this at once look like half a file. */
const MAX_DEPARTED_SHARE = 0.2;

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
  const reading = {
    spec: campaign.spec,
    knownSchools: schools?.known ?? new Set<string>(),
    levelWords: options.levelWords ?? new Map<string, string>(),
    accommodations,
    today: campaign.actor.now().toISOString().slice(0, 10),
  };
  /** Numbers that are on the lists of two schools. Few: kept whole. */
  const twice = new Map<string, RosterPupil[]>();
  const renames = new ClassRenames(campaign);
  await source?.read({
    ...reading,
    problems,
    leftOut: new LeftOut(),
    seen: new SeenPupils(),
    onPupil: (pupil, again) => {
      if (again) twice.set(pupil.facts.ine, []);
      else renames.see(pupil);
      checked += 1;
      if (checked % 1_000 === 0) checking.update(checked);
    },
  });
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
        const leftOut = await writePupils(writer, source, reading, twice, (done) => applying.update(done));
        const changed = await source.changedFile();
        if (changed !== null) throw refuseRoster('roster-changed', { path: changed });
        const done = writer.finish(options);
        const remarks = [...done.remarks, ...plan.remarks];
        return { ...done, remarks, leftOut, formats: source.formats };
      },
      (result) => result.applied,
    );
  } finally {
    applying.stop();
  }
}

/** The second reading, of files that are without fault. */
async function writePupils(
  writer: RosterWriter,
  source: PupilSource,
  reading: Omit<PupilReading, 'problems' | 'leftOut' | 'seen' | 'onPupil'>,
  twice: ReadonlyMap<string, RosterPupil[]>,
  progress: (done: number) => void,
): Promise<LeftOutCount[]> {
  const leftOut = new LeftOut();
  let done = 0;
  // Rows of pupils get their numbers in the order in which they are written: not that of the file.
  const order = new ShuffleBuffer<RosterPupil>((pupil) => writer.pupil(pupil));
  const add = (pupil: RosterPupil) => {
    writer.place(pupil);
    order.add(pupil);
  };
  await source.read({
    ...reading,
    problems: rosterProblems(),
    leftOut,
    seen: new SeenPupils(),
    onPupil: (pupil) => {
      const others = twice.get(pupil.facts.ine);
      if (others === undefined) add(pupil);
      else others.push(pupil);
      done += 1;
      if (done % 1_000 === 0) progress(done);
    },
  });
  for (const pupils of twice.values()) {
    add(writer.chooseSchool(pupils));
    for (const _ of pupils.slice(1)) leftOut.add('two-schools', '', { line: 0, column: 0 });
  }
  order.end();
  return leftOut.list();
}

async function openFile(path: string, problems: RosterProblems): Promise<RosterFile | null> {
  const file = await stat(path).catch(() => null);
  if (file === null || !file.isFile()) {
    problems.add('file-missing', path, { line: 0, column: 0 });
    return null;
  }
  return { path, name: path, encoding: await checkEncoding(path, path, problems) };
}

/** Writes rows and counts what they change. Used inside one transaction. */
class RosterWriter {
  readonly #campaign: OpenCampaign;
  readonly #version: number;
  readonly #schools = new Map<string, number>();
  readonly #classLevels = new Map<string, number>();
  readonly #remarks = new RosterRemarks();
  readonly #before: number;
  #nextPupil: number;
  #nextClass: number;
  readonly #counts = {
    schools: { total: 0, added: 0, changed: 0 },
    classes: { added: 0, renamed: [] as Omit<ClassRename, 'class'>[] },
    pupils: { total: 0, arrivals: 0, returns: 0, departures: 0, moves: 0, changed: 0, unchanged: 0 },
  };

  constructor(campaign: OpenCampaign) {
    this.#campaign = campaign;
    const { vault, name } = campaign;
    this.#version = campaignRow(vault, name).roster_version + 1;
    this.#before = vault.count(`SELECT count(*) FROM pupil WHERE campaign = ? AND state = 'present'`, name);
    this.#nextPupil = vault.count('SELECT coalesce(max(id), 0) + 1 FROM pupil');
    this.#nextClass = vault.count('SELECT coalesce(max(id), 0) + 1 FROM class');
  }

  school({ uai, name, town, sector, priority, area }: RosterSchool): void {
    const { vault, name: campaign } = this.#campaign;
    const row = vault.get<SchoolRow>('SELECT * FROM school WHERE campaign = ? AND uai = ?', campaign, uai);
    this.#counts.schools.total += 1;
    if (row === undefined) {
      vault.run(
        'INSERT INTO school (campaign, uai, name, town, sector, priority, area) VALUES (?, ?, ?, ?, ?, ?, ?)',
        campaign,
        uai,
        name,
        town,
        sector,
        priority,
        area,
      );
      this.#counts.schools.added += 1;
    } else if (
      row.name !== name ||
      row.town !== town ||
      row.sector !== sector ||
      row.priority !== priority ||
      row.area !== area
    ) {
      vault.run(
        'UPDATE school SET name = ?, town = ?, sector = ?, priority = ?, area = ? WHERE id = ?',
        name,
        town,
        sector,
        priority,
        area,
        row.id,
      );
      this.#counts.schools.changed += 1;
    }
  }

  #schoolId(uai: string): number {
    let id = this.#schools.get(uai);
    if (id === undefined) {
      const { vault, name } = this.#campaign;
      id = vault.count('SELECT id FROM school WHERE campaign = ? AND uai = ?', name, uai);
      this.#schools.set(uai, id);
    }
    return id;
  }

  /** The class keeps its row: codes, records and reports stay with it. */
  rename({ class: id, ...rename }: ClassRename): void {
    const { vault, sealer } = this.#campaign;
    const { sealed } = vault.get<Pick<ClassRow, 'sealed'>>('SELECT sealed FROM class WHERE id = ?', id)!;
    const facts = sealer.open<ClassFacts>('class', 'sealed', id, sealed);
    vault.run(
      'UPDATE class SET label_lookup = ?, sealed = ? WHERE id = ?',
      classLookup(this.#campaign, rename.uai, rename.to),
      sealer.seal('class', 'sealed', id, { ...facts, label: rename.to }),
      id,
    );
    this.#counts.classes.renamed.push(rename);
  }

  /** The (class, level) that a pupil belongs to, made when it is new. */
  #classLevel({ uai, label, level, classIdentifier: identifier }: RosterPupil): number {
    const key = JSON.stringify([uai, label, level]);
    let id = this.#classLevels.get(key);
    if (id !== undefined) return id;
    const { vault, sealer } = this.#campaign;
    const school = this.#schoolId(uai);
    const lookup = classLookup(this.#campaign, uai, label);
    const facts: ClassFacts = identifier === undefined ? { label } : { label, identifier };
    let row = vault.get<Pick<ClassRow, 'id' | 'sealed'>>(
      'SELECT id, sealed FROM class WHERE school = ? AND label_lookup = ?',
      school,
      lookup,
    );
    if (row === undefined) {
      const classId = this.#nextClass++;
      row = { id: classId, sealed: sealer.seal('class', 'sealed', classId, facts) };
      vault.run('INSERT INTO class VALUES (?, ?, ?, ?)', row.id, school, lookup, row.sealed);
      this.#counts.classes.added += 1;
    } else if (identifier !== undefined) {
      const known = sealer.open<ClassFacts>('class', 'sealed', row.id, row.sealed);
      if (known.identifier !== identifier)
        vault.run(
          'UPDATE class SET sealed = ? WHERE id = ?',
          sealer.seal('class', 'sealed', row.id, facts),
          row.id,
        );
    }
    vault.run('INSERT INTO class_level (class, level) VALUES (?, ?) ON CONFLICT DO NOTHING', row.id, level);
    id = vault.count('SELECT id FROM class_level WHERE class = ? AND level = ?', row.id, level);
    this.#classLevels.set(key, id);
    return id;
  }

  /** Makes the class of a pupil: classes keep the order of the file. */
  place(pupil: RosterPupil): void {
    this.#classLevel(pupil);
  }

  pupil(pupil: RosterPupil): void {
    const { facts } = pupil;
    this.#remarks.add(pupil);
    const { vault, sealer, name } = this.#campaign;
    const counts = this.#counts.pupils;
    const classLevel = this.#classLevel(pupil);
    const ine = sealer.lookup('ine', facts.ine);
    const factsLookup = sealer.lookup('facts', JSON.stringify(facts));
    const row = vault.get<PupilRow>('SELECT * FROM pupil WHERE campaign = ? AND ine_lookup = ?', name, ine);
    counts.total += 1;
    if (row === undefined) {
      const id = this.#nextPupil++;
      vault.run(
        `INSERT INTO pupil (id, campaign, class_level, state, ine_lookup, facts_lookup, sealed, roster_version)
         VALUES (?, ?, ?, 'present', ?, ?, ?, ?)`,
        id,
        name,
        classLevel,
        ine,
        factsLookup,
        sealer.seal('pupil', 'sealed', id, facts),
        this.#version,
      );
      counts.arrivals += 1;
      return;
    }
    const sameFacts = Buffer.compare(row.facts_lookup, factsLookup) === 0;
    if (row.state === 'left') counts.returns += 1;
    else if (row.class_level !== classLevel) counts.moves += 1;
    else if (!sameFacts) counts.changed += 1;
    else counts.unchanged += 1;
    vault.run(
      `UPDATE pupil SET class_level = ?, state = 'present', facts_lookup = ?, sealed = ?, roster_version = ? WHERE id = ?`,
      classLevel,
      factsLookup,
      sameFacts ? row.sealed : sealer.seal('pupil', 'sealed', row.id, facts),
      this.#version,
      row.id,
    );
  }

  /**
   * Of a pupil on the lists of two schools: the later arrival where both say a day; else the school where the pupil is
   * already, so that nobody goes to and fro until one school takes the name off its list; else the first.
   */
  chooseSchool(pupils: readonly RosterPupil[]): RosterPupil {
    const [first, ...others] = pupils;
    if (first === undefined) throw new Error('no pupil to choose from');
    if (pupils.every(({ since }) => since !== undefined)) {
      return others.reduce((latest, next) => (next.since! > latest.since! ? next : latest), first);
    }
    const { vault, sealer, name } = this.#campaign;
    const now = vault.get<{ uai: string }>(
      `SELECT s.uai FROM pupil p JOIN class_level l ON l.id = p.class_level JOIN class c ON c.id = l.class
       JOIN school s ON s.id = c.school WHERE p.campaign = ? AND p.ine_lookup = ? AND p.state = 'present'`,
      name,
      sealer.lookup('ine', first.facts.ine),
    );
    return pupils.find(({ uai }) => uai === now?.uai) ?? first;
  }

  /** Throws `roster-departures`. */
  finish({ dryRun, allowDepartures }: RosterOptions): Omit<RosterImport, 'leftOut' | 'formats'> {
    const { vault, name, actor } = this.#campaign;
    const departures = vault.run(
      `UPDATE pupil SET state = 'left' WHERE campaign = ? AND state = 'present' AND roster_version < ?`,
      name,
      this.#version,
    );
    this.#counts.pupils.departures = departures;
    if (allowDepartures !== true && departures > this.#before * MAX_DEPARTED_SHARE) {
      const values = { departures, before: this.#before };
      throw refuseRoster('roster-departures', values, { ...this.#counts });
    }
    const { schools, classes, pupils } = this.#counts;
    const differs =
      schools.added + schools.changed + classes.added + classes.renamed.length > 0 ||
      pupils.arrivals + pupils.returns + pupils.moves + pupils.changed + departures > 0;
    const applied = dryRun !== true && differs;
    if (applied) {
      setRosterVersion(vault, name, this.#version);
      appendJournal(vault, actor, 'roster.import', name, {
        schools: schools.total,
        pupils: pupils.total,
        arrivals: pupils.arrivals,
        returns: pupils.returns,
        departures,
        moves: pupils.moves,
        changed: pupils.changed,
        ...(classes.renamed.length === 0 ? {} : { renamed: classes.renamed.length }),
      });
    }
    return { schools, classes, pupils, applied, remarks: this.#remarks.list() };
  }
}
