/** Writes the rows of a roster and counts what they change. Used inside one transaction. */
import { setImmediate } from 'node:timers/promises';
import { campaignRow, setRosterVersion } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { ClassFacts, ClassRow, PupilRow, SchoolRow } from '../vault/rows.ts';
import type { ClassRename } from './class-renames.ts';
import type { PupilPlace, PupilSpool, SpooledPupil } from './pupil-spool.ts';
import { presentPupils } from './pupils.ts';
import type { RosterSchool } from './read-roster.ts';
import { refuseRoster } from './refusals.ts';
import { classLookup } from './schools.ts';

export interface WrittenCounts {
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
}

/** More departures than this at once look like half a file. */
const MAX_DEPARTED_SHARE = 0.2;

/** Pupils between two turns of others in this process. */
const TURN = 1_000;

type KnownPupil = Pick<PupilRow, 'id' | 'class_level' | 'state' | 'facts_lookup'>;

export class RosterWriter {
  readonly #campaign: OpenCampaign;
  readonly #version: number;
  readonly #schools = new Map<string, number>();
  /** Nobody has to be looked for. */
  readonly #isFirst: boolean;
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
    this.#isFirst = vault.get('SELECT 1 FROM pupil WHERE campaign = ? LIMIT 1', name) === undefined;
    this.#nextPupil = vault.count('SELECT coalesce(max(id), 0) + 1 FROM pupil');
    this.#nextClass = vault.count('SELECT coalesce(max(id), 0) + 1 FROM class');
  }

  get counts(): WrittenCounts {
    return this.#counts;
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

  /**
   * Everybody of the files; who is in none of them has left. Classes are made in the order in which the files name them, pupils
   * in another one. Throws `roster-departures`.
   */
  async pupils(
    spool: PupilSpool,
    { allowDepartures }: { readonly allowDepartures: boolean },
    progress: (done: number) => void,
  ): Promise<void> {
    const before = presentPupils(this.#campaign);
    const used = spool.usedPlaces();
    const classLevels = spool.places.map((place, i) => (used.has(i) ? this.#classLevel(place) : 0));
    const seen = new PupilMarks(this.#nextPupil);
    let done = 0;
    for (const pupil of spool.sorted()) {
      this.#pupil(pupil, classLevels[pupil.place]!, seen);
      done += 1;
      if (done % TURN > 0) continue;
      progress(done);
      await setImmediate();
    }
    const departed = before.filter((id) => !seen.has(id));
    this.#counts.pupils.departures = departed.length;
    if (!allowDepartures && departed.length > before.length * MAX_DEPARTED_SHARE) {
      const values = { departures: departed.length, before: before.length };
      throw refuseRoster('roster-departures', values, { ...this.#counts });
    }
    for (const id of departed) this.#campaign.vault.run(`UPDATE pupil SET state = 'left' WHERE id = ?`, id);
  }

  #pupil({ ine, facts, json }: SpooledPupil, classLevel: number, seen: PupilMarks): void {
    const { vault, sealer, name } = this.#campaign;
    const counts = this.#counts.pupils;
    counts.total += 1;
    const row = this.#isFirst
      ? undefined
      : vault.get<KnownPupil>(
          'SELECT id, class_level, state, facts_lookup FROM pupil WHERE campaign = ? AND ine_lookup = ?',
          name,
          ine,
        );
    if (row === undefined) {
      const id = this.#nextPupil++;
      vault.run(
        `INSERT INTO pupil (id, campaign, class_level, state, ine_lookup, facts_lookup, sealed, roster_version)
         VALUES (?, ?, ?, 'present', ?, ?, ?, ?)`,
        id,
        name,
        classLevel,
        ine,
        facts,
        sealer.sealJson('pupil', 'sealed', id, json),
        this.#version,
      );
      counts.arrivals += 1;
      return;
    }
    seen.add(row.id);
    const sameFacts = Buffer.compare(row.facts_lookup, facts) === 0;
    if (row.state === 'left') counts.returns += 1;
    else if (row.class_level !== classLevel) counts.moves += 1;
    else if (!sameFacts) counts.changed += 1;
    else {
      counts.unchanged += 1;
      return;
    }
    vault.run(
      `UPDATE pupil SET class_level = ?, state = 'present', roster_version = ? WHERE id = ?`,
      classLevel,
      this.#version,
      row.id,
    );
    if (!sameFacts)
      vault.run(
        'UPDATE pupil SET facts_lookup = ?, sealed = ? WHERE id = ?',
        facts,
        sealer.sealJson('pupil', 'sealed', row.id, json),
        row.id,
      );
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

  /** The (class, level) of a place, made when it is new. */
  #classLevel({ uai, label, level, classIdentifier: identifier }: PupilPlace): number {
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
    return vault.count('SELECT id FROM class_level WHERE class = ? AND level = ?', row.id, level);
  }

  /** True when anything differs; with `dryRun`, nothing of it is to be kept. */
  finish(dryRun: boolean): boolean {
    const { vault, name, actor } = this.#campaign;
    const { schools, classes, pupils } = this.#counts;
    const { total, unchanged, ...changes } = pupils;
    const differs =
      schools.added + schools.changed + classes.added + classes.renamed.length > 0 ||
      Object.values(changes).some((count) => count > 0);
    if (dryRun || !differs) return false;
    setRosterVersion(vault, name, this.#version);
    appendJournal(vault, actor, 'roster.import', name, {
      schools: schools.total,
      pupils: total,
      arrivals: pupils.arrivals,
      returns: pupils.returns,
      departures: pupils.departures,
      moves: pupils.moves,
      changed: pupils.changed,
      ...(classes.renamed.length === 0 ? {} : { renamed: classes.renamed.length }),
    });
    return true;
  }
}

/** Which rows were met: a bit each. */
class PupilMarks {
  readonly #bits: Uint8Array;

  /** For ids below it. */
  constructor(end: number) {
    this.#bits = new Uint8Array((end >> 3) + 1);
  }

  add(id: number): void {
    this.#bits[id >> 3]! |= 1 << (id & 7);
  }

  has(id: number): boolean {
    return (this.#bits[id >> 3]! & (1 << (id & 7))) !== 0;
  }
}
