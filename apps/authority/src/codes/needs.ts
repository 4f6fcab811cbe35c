/** What the roster still needs in codes and roots: counted, and listed for those who give them out. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { calendarNumber } from '../campaign/spec.ts';
import { UNUSED_RESERVE } from './reserve.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name' | 'spec'>;

export interface OnlinePupil {
  readonly pupil: number;
  readonly school: number;
  readonly area: number;
  readonly level: string;
}

function onlineLevels({ spec }: Subject): string {
  return JSON.stringify(spec.levels.filter(({ mode }) => mode === 'online').map(({ id }) => id));
}

const ONLINE = `p.state = 'present' AND p.level IN (SELECT value FROM json_each(?2))`;

const NO_CODE = `NOT EXISTS (SELECT 1 FROM holder h WHERE h.pupil = p.id AND h.state = 'assigned')`;

/** Pupils of online levels who are there and have no code: at most so many, in the order of their rows, after that one. */
export function pupilsWithoutCode(campaign: Subject, after: number, most: number): OnlinePupil[] {
  return campaign.vault.all<OnlinePupil>(
    // The plus keeps SQLite from gathering the whole campaign by its index and sorting it for each call.
    `SELECT p.id AS pupil, p.school, p.area, p.level FROM pupil_view p
     WHERE p.id > ?3 AND +p.campaign = ?1 AND ${ONLINE} AND ${NO_CODE} ORDER BY p.id LIMIT ?4`,
    campaign.name,
    onlineLevels(campaign),
    after,
    most,
  );
}

function countWithoutCode(campaign: Subject): number {
  return campaign.vault.count(
    // One pupil's row after the other, as they lie: by the indexes that the plus signs keep away, each row and its code would
    // be looked up at a random place, four times as long for a country.
    `SELECT count(*) FROM present_pupil_view p
     WHERE +p.campaign = ?1 AND ${NO_CODE} AND +p.class_level IN (
       SELECT v.class_level FROM class_level_view v
       WHERE v.campaign = ?1 AND v.level IN (SELECT value FROM json_each(?2)))`,
    campaign.name,
    onlineLevels(campaign),
  );
}

export interface ReserveNeed {
  readonly school: number;
  readonly calendar: number;
  /** Ranks that are free, in order. */
  readonly count: number;
  readonly nextRank: number;
}

/** Schools with pupils online and fewer reserves, unused, than the campaign says. */
export function reservesMissing(campaign: Subject): ReserveNeed[] {
  const { vault, name, spec } = campaign;
  const rows = vault.all<{ school: number; area: number; level: string; here: number; last: number }>(
    // Reserves are counted for all schools at once, and ranks looked up where some are missing: a country's schools have theirs.
    `WITH reserve AS (SELECT school, count(*) AS here FROM holder
       WHERE school IS NOT NULL AND ${UNUSED_RESERVE} GROUP BY school)
     SELECT p.school, p.area, min(p.level) AS level, coalesce(r.here, 0) AS here,
            (SELECT coalesce(max(h.rank), 0) FROM holder h WHERE h.school = p.school AND h.kind = 'pupil') AS last
     FROM class_level_view p LEFT JOIN reserve r ON r.school = p.school
     WHERE p.campaign = ?1 AND p.level IN (SELECT value FROM json_each(?2)) AND coalesce(r.here, 0) < ?3
       AND ${hasPupils('p')}
     GROUP BY p.school ORDER BY p.school`,
    name,
    onlineLevels(campaign),
    spec.codes.reservePerSchool,
  );
  return rows.map(({ school, area, level, here, last }) => ({
    school,
    calendar: calendarNumber(spec, area, level),
    count: spec.codes.reservePerSchool - here,
    nextRank: last + 1,
  }));
}

export interface StaffNeed {
  readonly role: 'head' | 'teacher';
  readonly school: number;
  readonly class: number | null;
  readonly rank: number | null;
  readonly calendar: number;
}

/** Heads of schools, and teachers of classes, that have pupils and no code for them. */
export function staffWithoutCode({ vault, name, spec }: Subject): StaffNeed[] {
  const heads = vault.all<{ school: number; area: number }>(
    `SELECT DISTINCT p.school, p.area FROM pupil_view p
     WHERE p.campaign = ?1 AND p.state = 'present'
       AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.school = p.school AND h.role = 'head' AND h.state = 'assigned')
     ORDER BY p.school`,
    name,
  );
  const classes = vault.all<{ class: number; school: number; area: number; ranks: string }>(
    `SELECT DISTINCT p.class, p.school, p.area,
            (SELECT json_group_array(h.rank) FROM holder h
              WHERE h.class = p.class AND h.role = 'teacher' AND h.state = 'assigned') AS ranks
     FROM pupil_view p WHERE p.campaign = ?1 AND p.state = 'present' ORDER BY p.class`,
    name,
  );
  const teachers = classes.flatMap(({ ranks, ...row }) => {
    const taken = new Set(JSON.parse(ranks) as number[]);
    const wanted = Array.from({ length: spec.codes.teachersPerClass }, (_, i) => i + 1);
    return wanted.filter((rank) => !taken.has(rank)).map((rank) => ({ ...row, rank }));
  });
  return [
    ...heads.map(({ school, area }) => {
      const calendar = calendarNumber(spec, area, null);
      return { role: 'head' as const, school, class: null, rank: null, calendar };
    }),
    ...teachers.map((row) => {
      const calendar = calendarNumber(spec, row.area, null);
      return { role: 'teacher' as const, school: row.school, class: row.class, rank: row.rank, calendar };
    }),
  ];
}

export interface GroupNeed {
  readonly kind: 'class' | 'school';
  /** Row of `class_level`, or of `school`. */
  readonly id: number;
  readonly area: number;
  readonly level: string | null;
}

/** Classes (one for each level) and schools that have pupils and no root. */
export function groupsWithoutRoot({ vault, name }: Pick<Subject, 'vault' | 'name'>): GroupNeed[] {
  const classes = vault.all<GroupNeed>(
    `SELECT DISTINCT 'class' AS kind, p.class_level AS id, p.area, p.level FROM pupil_view p
     WHERE p.campaign = ?1 AND p.state = 'present'
       AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.class_level = p.class_level AND h.state = 'assigned')`,
    name,
  );
  const schools = vault.all<GroupNeed>(
    `SELECT DISTINCT 'school' AS kind, p.school AS id, p.area, NULL AS level FROM pupil_view p
     WHERE p.campaign = ?1 AND p.state = 'present'
       AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.school = p.school AND h.kind = 'school' AND h.state = 'assigned')`,
    name,
  );
  return [...classes, ...schools];
}

export interface CodeNeeds {
  readonly pupil: number;
  readonly staff: number;
}

/** Codes that `assignCodes` would give out now: as many as are listed above, counted without listing them. */
export function codesNeeded(campaign: Subject): CodeNeeds {
  return countNeeds(campaign).codes;
}

/** How many `groupsWithoutRoot` would list. */
export function countGroupsWithoutRoot(campaign: Pick<Subject, 'vault' | 'name'>): number {
  return withoutRoot(campaign, classesWithPupils(campaign));
}

/** Both in one: which classes have pupils takes the longest. */
export function countNeeds(campaign: Subject): { readonly codes: CodeNeeds; readonly groups: number } {
  const { vault, spec } = campaign;
  const there = classesWithPupils(campaign);
  const reserves = reservesMissing(campaign).reduce((sum, { count }) => sum + count, 0);
  const heads = idsOf(vault, 'school', `h.role = 'head'`);
  const teachers = Map.groupBy(
    idsOf(vault, 'class', `h.role = 'teacher' AND h.rank BETWEEN 1 AND ${spec.codes.teachersPerClass}`),
    (id) => id,
  );
  const staff =
    countMissing(there.schools, heads) +
    there.classes
      .values()
      .reduce((sum, id) => sum + spec.codes.teachersPerClass - (teachers.get(id)?.length ?? 0), 0);
  return {
    codes: { pupil: countWithoutCode(campaign) + reserves, staff },
    groups: withoutRoot(campaign, there),
  };
}

interface ClassesWithPupils {
  /** Rows of `class_level`. */
  readonly classLevels: ReadonlySet<number>;
  readonly classes: ReadonlySet<number>;
  readonly schools: ReadonlySet<number>;
}

function classesWithPupils({ vault, name }: Pick<Subject, 'vault' | 'name'>): ClassesWithPupils {
  const row = vault.get<{ classLevels: string; classes: string; schools: string }>(
    `SELECT json_group_array(v.class_level) AS classLevels, json_group_array(v.class) AS classes,
            json_group_array(v.school) AS schools
     FROM class_level_view v WHERE v.campaign = ?1 AND ${hasPupils('v')}`,
    name,
  )!;
  const ids = (json: string) => new Set(JSON.parse(json) as number[]);
  return { classLevels: ids(row.classLevels), classes: ids(row.classes), schools: ids(row.schools) };
}

function withoutRoot({ vault }: Pick<Subject, 'vault'>, there: ClassesWithPupils): number {
  return (
    countMissing(there.classLevels, idsOf(vault, 'class_level', 'h.class_level IS NOT NULL')) +
    countMissing(there.schools, idsOf(vault, 'school', `h.kind = 'school'`))
  );
}

/** Of assigned holders, whatever their campaign: a row of a school or a class is of one. Read from an index alone. */
function idsOf(vault: Subject['vault'], column: 'school' | 'class' | 'class_level', where: string): number[] {
  const row = vault.get<{ ids: string }>(
    `SELECT json_group_array(h.${column}) AS ids FROM holder h WHERE ${where} AND h.state = 'assigned'`,
  )!;
  return JSON.parse(row.ids) as number[];
}

function countMissing(wanted: ReadonlySet<number>, given: readonly number[]): number {
  const has = new Set(given);
  return wanted.values().reduce((sum, id) => sum + (has.has(id) ? 0 : 1), 0);
}

/** Of a row of `class_level_view`. */
function hasPupils(row: string): string {
  return `EXISTS (SELECT 1 FROM present_pupil_view there WHERE there.class_level = ${row}.class_level)`;
}

/** Minted and nobody's yet. */
export function codesInStock({ vault, name }: Pick<Subject, 'vault' | 'name'>): CodeNeeds {
  const count = (kind: string) =>
    vault.count(
      `SELECT count(*) FROM holder WHERE campaign = ? AND kind = ? AND state = 'minted'`,
      name,
      kind,
    );
  return { pupil: count('pupil'), staff: count('staff') };
}
