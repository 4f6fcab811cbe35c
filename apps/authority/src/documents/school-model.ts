/** One school of the vault, opened: what its documents are made from. Personal; kept in memory one school at a time. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type {
  ClassFacts,
  ClassLevelRow,
  ClassRow,
  HolderRow,
  PupilFacts,
  PupilRow,
  SchoolRow,
} from '../vault/rows.ts';

export interface PupilModel {
  readonly id: number;
  readonly left: boolean;
  readonly facts: PupilFacts;
  /** Null until codes are assigned: the pupil is in no document yet. */
  readonly orderNumber: string | null;
  /** Null at entry levels, and for pupils who left. */
  readonly holder: HolderRow | null;
}

export interface ClassLevelModel {
  readonly id: number;
  readonly level: string;
  readonly holder: HolderRow | null;
  /** By last name, then first name. */
  readonly pupils: readonly PupilModel[];
}

export interface ClassModel {
  readonly id: number;
  readonly label: string;
  readonly levels: readonly ClassLevelModel[];
  readonly teachers: readonly HolderRow[];
}

export interface SchoolModel {
  readonly row: SchoolRow;
  /** In the order in which they came into the vault, which never changes. */
  readonly classes: readonly ClassModel[];
  readonly holder: HolderRow | null;
  readonly head: HolderRow | null;
}

const collator = new Intl.Collator('fr');

export function schoolIds(campaign: OpenCampaign): number[] {
  return campaign.vault
    .all<{ id: number }>('SELECT id FROM school WHERE campaign = ? ORDER BY id', campaign.name)
    .map(({ id }) => id);
}

export function readSchool(campaign: OpenCampaign, id: number): SchoolModel {
  const { vault } = campaign;
  const row = vault.get<SchoolRow>('SELECT * FROM school WHERE id = ?', id);
  if (row === undefined) throw new Error(`school ${id} is not in the vault`);
  const one = (where: string) =>
    vault.get<HolderRow>(`SELECT * FROM holder WHERE school = ? AND state = 'assigned' AND ${where}`, id) ??
    null;
  const classes = vault.all<ClassRow>('SELECT * FROM class WHERE school = ? ORDER BY id', id);
  return {
    row,
    classes: classes.map((one) => readClass(campaign, one)),
    holder: one(`kind = 'school'`),
    head: one(`role = 'head'`),
  };
}

function readClass(campaign: OpenCampaign, row: ClassRow): ClassModel {
  const { vault, sealer } = campaign;
  const order = new Map(campaign.spec.levels.map((level, i) => [level.id, i]));
  const levels = vault
    .all<ClassLevelRow>('SELECT * FROM class_level WHERE class = ?', row.id)
    .toSorted((a, b) => (order.get(a.level) ?? 0) - (order.get(b.level) ?? 0));
  return {
    id: row.id,
    label: sealer.open<ClassFacts>('class', 'sealed', row.id, row.sealed).label,
    levels: levels.map(({ id, level }) => ({
      id,
      level,
      holder:
        vault.get<HolderRow>(`SELECT * FROM holder WHERE class_level = ? AND state = 'assigned'`, id) ?? null,
      pupils: readPupils(campaign, id),
    })),
    teachers: vault.all<HolderRow>(
      `SELECT * FROM holder WHERE class = ? AND role = 'teacher' AND state = 'assigned' ORDER BY rank`,
      row.id,
    ),
  };
}

function readPupils(campaign: OpenCampaign, classLevel: number): PupilModel[] {
  const { vault, sealer } = campaign;
  return vault
    .all<PupilRow>('SELECT * FROM pupil WHERE class_level = ?', classLevel)
    .map((row) => ({
      id: row.id,
      left: row.state === 'left',
      facts: sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed),
      orderNumber:
        row.order_sealed === null
          ? null
          : sealer.open<string>('pupil', 'order_sealed', row.id, row.order_sealed),
      holder:
        vault.get<HolderRow>(`SELECT * FROM holder WHERE pupil = ? AND state = 'assigned'`, row.id) ?? null,
    }))
    .toSorted(
      (a, b) =>
        collator.compare(a.facts.lastName, b.facts.lastName) ||
        collator.compare(a.facts.firstName, b.facts.firstName) ||
        a.id - b.id,
    );
}
