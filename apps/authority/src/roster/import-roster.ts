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
import type { PupilRow, SchoolRow } from '../vault/rows.ts';
import { checkEncoding } from './encoding.ts';
import {
  type RosterFile,
  type RosterPupil,
  type RosterSchool,
  readPupils,
  readSchools,
} from './read-roster.ts';
import { refuseRoster } from './refusals.ts';
import { type RosterProblems, rosterProblems } from './roster-problems.ts';
import { classLookup } from './schools.ts';

export interface RosterOptions {
  readonly schools: string;
  readonly pupils: string;
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
  readonly classes: { readonly added: number };
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
}

export interface RosterImport extends RosterCounts {
  /** False for a dry run, and when nothing differs. */
  readonly applied: boolean;
}

/** More departures than this at once look like half a file. */
const MAX_DEPARTED_SHARE = 0.2;

/**
 * Throws `roster-invalid` (its data has `problems` and `count`), `roster-departures`, `roster-changed`, `campaign-closed`. Nothing is
 * imported then. Killed at any time, it has imported all or nothing.
 */
export async function importRoster(campaign: OpenCampaign, options: RosterOptions): Promise<RosterImport> {
  requireOpen(campaign);
  const progress = options.progress ?? silentProgress;
  const labels = options.labels ?? { check: 'check', apply: 'import' };
  const problems = rosterProblems();
  const [schoolsFile, pupilsFile] = [
    await openFile(options.schools, problems),
    await openFile(options.pupils, problems),
  ];
  const checking = progress(labels.check, pupilsFile?.encoding.lines ?? 0);
  const schools = schoolsFile === null ? null : await readSchools(schoolsFile, campaign.calendars, problems);
  let checked = 0;
  if (pupilsFile !== null) {
    const known = schools?.known ?? new Set<string>();
    await readPupils(pupilsFile, campaign.spec, known, problems, () => {
      checked += 1;
      if (checked % 1_000 === 0) checking.update(checked);
    });
  }
  checking.stop();
  if (problems.count > 0 || schools === null || pupilsFile === null) {
    const list = problems.sorted();
    const data = { problems: problemsAsData(list, 'fr'), list, count: problems.count };
    throw refuseRoster('roster-invalid', { count: problems.count }, data);
  }
  const applying = progress(labels.apply, checked);
  try {
    return await campaign.vault.exclusive(
      async () => {
        const writer = new RosterWriter(campaign);
        for (const school of schools.schools.values()) writer.school(school);
        let done = 0;
        await readPupils(pupilsFile, campaign.spec, schools.known, rosterProblems(), (pupil) => {
          writer.pupil(pupil);
          done += 1;
          if (done % 1_000 === 0) applying.update(done);
        });
        if (
          (await checkEncoding(pupilsFile.path, pupilsFile.name, rosterProblems())).hash !==
          pupilsFile.encoding.hash
        ) {
          throw refuseRoster('roster-changed', { path: pupilsFile.name });
        }
        return writer.finish(options);
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

/** Writes rows and counts what they change. Used inside one transaction. */
class RosterWriter {
  readonly #campaign: OpenCampaign;
  readonly #version: number;
  readonly #schools = new Map<string, number>();
  readonly #classLevels = new Map<string, number>();
  readonly #before: number;
  #nextPupil: number;
  #nextClass: number;
  readonly #counts = {
    schools: { total: 0, added: 0, changed: 0 },
    classes: { added: 0 },
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

  /** The (class, level) that a pupil belongs to, made when it is new. */
  #classLevel(uai: string, label: string, level: string): number {
    const key = JSON.stringify([uai, label, level]);
    let id = this.#classLevels.get(key);
    if (id !== undefined) return id;
    const { vault, sealer } = this.#campaign;
    const school = this.#schoolId(uai);
    const lookup = classLookup(this.#campaign, uai, label);
    let row = vault.get<{ id: number }>(
      'SELECT id FROM class WHERE school = ? AND label_lookup = ?',
      school,
      lookup,
    );
    if (row === undefined) {
      row = { id: this.#nextClass++ };
      const sealed = sealer.seal('class', 'sealed', row.id, { label });
      vault.run('INSERT INTO class VALUES (?, ?, ?, ?)', row.id, school, lookup, sealed);
      this.#counts.classes.added += 1;
    }
    vault.run('INSERT INTO class_level (class, level) VALUES (?, ?) ON CONFLICT DO NOTHING', row.id, level);
    id = vault.count('SELECT id FROM class_level WHERE class = ? AND level = ?', row.id, level);
    this.#classLevels.set(key, id);
    return id;
  }

  pupil({ uai, label, level, facts }: RosterPupil): void {
    const { vault, sealer, name } = this.#campaign;
    const counts = this.#counts.pupils;
    const classLevel = this.#classLevel(uai, label, level);
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

  /** Throws `roster-departures`. */
  finish({ dryRun, allowDepartures }: RosterOptions): RosterImport {
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
      schools.added + schools.changed + classes.added > 0 ||
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
      });
    }
    return { schools, classes, pupils, applied };
  }
}
