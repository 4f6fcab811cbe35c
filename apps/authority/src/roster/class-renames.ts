/**
 * Classes that an update calls otherwise: the same pupils under a new label, while nobody is under the old one any more. Such
 * a class keeps its row, and with it its codes, records and reports. Without this every pupil of it would have moved to a class
 * for which nobody has a code. Looked for in the first reading; nothing is written here.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ClassFacts, ClassRow, SchoolRow } from '../vault/rows.ts';
import type { RosterPupil } from './pupil-reading.ts';
import type { RosterRemark } from './roster-remarks.ts';
import { classLookup, schoolOfUai } from './schools.ts';

export interface ClassRename {
  /** Row of the class. */
  readonly class: number;
  readonly uai: string;
  readonly from: string;
  readonly to: string;
  /** Pupils of the old class who are in the new one, of how many. */
  readonly pupils: number;
  readonly of: number;
  /** By the number of shared pupils, by the export's own identifier of the class, or because the agent said so. */
  readonly by: 'pupils' | 'identifier' | 'wish';
}

/** What an agent says: this class is that one. `uai` null: in every school where it fits. */
export interface RenameWish {
  readonly uai: string | null;
  readonly from: string;
  readonly to: string;
}

export interface RenamePlan {
  readonly renames: readonly ClassRename[];
  /** A class that is gone, much of which is under a new label: too little to be sure. */
  readonly remarks: readonly RosterRemark[];
  /** Wishes that fit no class. */
  readonly unfit: readonly RenameWish[];
}

/** Both shares must reach it: of the old class and of the new one. Above a half, so that one class alone can. */
const LEAST_SHARE = 2 / 3;
/** Of fewer pupils one alone may be the whole class by chance. */
const FEWEST_PUPILS = 3;
/** From here on a class that is gone is worth a word. */
const WORTH_A_REMARK = 1 / 3;

/** A label that the vault does not have in that school. */
interface NewClass {
  readonly school: SchoolRow;
  readonly label: string;
  readonly identifier: string | undefined;
  total: number;
  /** Pupils by the class that they are in now. */
  readonly from: Map<number, number>;
}

export class ClassRenames {
  readonly #campaign: OpenCampaign;
  /** A first import renames nothing. */
  readonly #isUpdate: boolean;
  readonly #schools = new Map<string, SchoolRow | null>();
  readonly #new = new Map<string, NewClass | null>();
  /** Classes of the vault that the file has by their label. */
  readonly #there = new Set<number>();

  constructor(campaign: OpenCampaign) {
    this.#campaign = campaign;
    const { vault, name } = campaign;
    this.#isUpdate = vault.count('SELECT count(*) FROM school WHERE campaign = ?', name) > 0;
  }

  see(pupil: RosterPupil): void {
    if (!this.#isUpdate) return;
    const found = this.#classOf(pupil);
    if (found === null) return;
    const { vault, sealer, name } = this.#campaign;
    found.total += 1;
    const now = vault.get<{ class: number; school: number }>(
      `SELECT c.id AS class, c.school FROM pupil p JOIN class_level l ON l.id = p.class_level
       JOIN class c ON c.id = l.class WHERE p.campaign = ? AND p.ine_lookup = ? AND p.state = 'present'`,
      name,
      sealer.lookup('ine', pupil.facts.ine),
    );
    if (now === undefined || now.school !== found.school.id) return;
    found.from.set(now.class, (found.from.get(now.class) ?? 0) + 1);
  }

  plan(wishes: readonly RenameWish[], isAutomatic: boolean): RenamePlan {
    const renames = new Map<number, ClassRename>();
    const remarks: RosterRemark[] = [];
    const used = new Set<RenameWish>();
    for (const one of this.#new.values()) {
      if (one === null) continue;
      const { rename, wish, doubtful } = this.#renameOf(one, wishes, isAutomatic, renames);
      if (rename !== null) renames.set(rename.class, rename);
      if (wish !== null) used.add(wish);
      if (doubtful !== null) remarks.push(doubtful);
    }
    const unfit = wishes.filter((wish) => !used.has(wish));
    return { renames: [...renames.values()], remarks, unfit };
  }

  #renameOf(
    one: NewClass,
    wishes: readonly RenameWish[],
    isAutomatic: boolean,
    taken: ReadonlyMap<number, ClassRename>,
  ) {
    const { school, label, identifier, total } = one;
    const gone = this.#goneFrom(school).filter(({ id }) => !taken.has(id));
    const made = (old: (typeof gone)[number], by: ClassRename['by']): ClassRename => {
      const pupils = one.from.get(old.id) ?? 0;
      return { class: old.id, uai: school.uai, from: old.label, to: label, pupils, of: old.present, by };
    };
    const fits = (wish: RenameWish) => (wish.uai ?? school.uai) === school.uai && wish.to === label;
    for (const wish of wishes.filter(fits)) {
      const old = gone.find((candidate) => candidate.label === wish.from);
      if (old !== undefined) return { rename: made(old, 'wish'), wish, doubtful: null };
    }
    const same = gone.find(
      (old) => identifier !== undefined && old.identifier === identifier && one.from.has(old.id),
    );
    if (same !== undefined && isAutomatic)
      return { rename: made(same, 'identifier'), wish: null, doubtful: null };
    const best = gone
      .map((old) => made(old, 'pupils'))
      .reduce<ClassRename | null>((a, b) => (a === null || b.pupils > a.pupils ? b : a), null);
    if (best === null || best.pupils < best.of * WORTH_A_REMARK || best.pupils === 0)
      return { rename: null, wish: null, doubtful: null };
    const isSure =
      best.pupils >= FEWEST_PUPILS &&
      best.pupils >= best.of * LEAST_SHARE &&
      best.pupils >= total * LEAST_SHARE;
    if (isSure && isAutomatic) return { rename: best, wish: null, doubtful: null };
    const { uai, from, to, pupils, of } = best;
    return { rename: null, wish: null, doubtful: { kind: 'class-gone', uai, from, to, pupils, of } as const };
  }

  /** Classes of a school that have pupils now, and none in the file. */
  #goneFrom({ id: school }: SchoolRow) {
    const { vault, sealer } = this.#campaign;
    return vault
      .all<ClassRow & { present: number }>(
        `SELECT c.*, (SELECT count(*) FROM pupil p JOIN class_level l ON l.id = p.class_level
           WHERE l.class = c.id AND p.state = 'present') AS present
         FROM class c WHERE c.school = ? ORDER BY c.id`,
        school,
      )
      .filter(({ id, present }) => present > 0 && !this.#there.has(id))
      .map(({ id, sealed, present }) => ({
        id,
        present,
        ...sealer.open<ClassFacts>('class', 'sealed', id, sealed),
      }));
  }

  /** Null: the vault has the class, or not even the school. */
  #classOf({ uai, label, classIdentifier }: RosterPupil): NewClass | null {
    const key = `${uai} ${label}`;
    const held = this.#new.get(key);
    if (held !== undefined) return held;
    const found = this.#lookUp(uai, label, classIdentifier);
    this.#new.set(key, found);
    return found;
  }

  #lookUp(uai: string, label: string, identifier: string | undefined): NewClass | null {
    let school = this.#schools.get(uai);
    if (school === undefined) {
      school = schoolOfUai(this.#campaign, uai);
      this.#schools.set(uai, school);
    }
    if (school === null) return null;
    const row = this.#campaign.vault.get<{ id: number }>(
      'SELECT id FROM class WHERE school = ? AND label_lookup = ?',
      school.id,
      classLookup(this.#campaign, uai, label),
    );
    if (row === undefined) return { school, label, identifier, total: 0, from: new Map() };
    this.#there.add(row.id);
    return null;
  }
}
