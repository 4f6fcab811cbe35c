/** Who comes to have whose keys: every holder reads all that it is given, and opens what it can. */
import { open, openSignedDocument, parseAnyKeyring, parseSlips } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { randomBytes } from '../../../scripts/demo/simulated-person.ts';
import { personOf } from '../../authority/simulated-people.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { envelopesIn, keysOf, opensWith, stealFolder } from '../theft.ts';

type HolderOf = Awaited<ReturnType<AuditWorld['holders']>>[number];
const idOf = (row: HolderRow) => toBase64Url(row.holder_id);

/** Whose envelopes this holder may open, by the roster alone: its own, and those of whom it answers for. */
function expectedReach(world: AuditWorld, all: readonly HolderOf[]): (of: HolderOf) => ReadonlySet<string> {
  const { vault } = world.small;
  const schoolOf = new Map(
    vault
      .all<{ id: number; school: number }>('SELECT id, school FROM class')
      .map((one) => [one.id, one.school]),
  );
  const classOfLevel = new Map(
    vault
      .all<{ id: number; class: number }>('SELECT id, class FROM class_level')
      .map((one) => [one.id, one.class]),
  );
  const levelOfPupil = new Map(
    vault
      .all<{ id: number; class_level: number }>('SELECT id, class_level FROM pupil')
      .map((one) => [one.id, one.class_level]),
  );
  const classOf = ({ row }: HolderOf): number | null =>
    row.class ??
    (row.class_level !== null
      ? classOfLevel.get(row.class_level)!
      : row.pupil !== null
        ? classOfLevel.get(levelOfPupil.get(row.pupil)!)!
        : null);
  const school = (one: HolderOf): number | null =>
    one.row.school ?? (classOf(one) === null ? null : schoolOf.get(classOf(one)!)!);
  const isLive = ({ row }: HolderOf) => row.state === 'assigned';
  return (of) => {
    const { kind, role } = of.row;
    const reached = all.filter((one) => {
      if (one === of) return true;
      if (!isLive(one)) return false;
      // A teacher: the classes. A school, whose papers have codes on them: its pupils, teachers, and through them its classes.
      // An inspector: the area's own documents, and nothing of its schools.
      if (role === 'inspector') return one.row.kind === 'territory' && one.row.territory === of.row.territory;
      if (role === 'teacher') return one.row.kind === 'class' && classOf(one) === of.row.class;
      if (kind === 'school' || role === 'head')
        return (
          school(one) === school(of) &&
          one.row.role !== 'head' &&
          (one.row.kind !== 'school' || role === 'head')
        );
      return false;
    });
    return new Set(reached.map(({ row }) => idOf(row)));
  };
}

/** Whose keys this holder comes to have, by reading what the platform gives and opening what it can, to the end. */
async function actualReach(
  all: readonly HolderOf[],
  of: HolderOf,
  api: ReturnType<AuditWorld['computer']>['options']['api'],
  authority: Uint8Array,
  known: Map<string, readonly string[]>,
): Promise<ReadonlySet<string>> {
  const byRoot = new Map(all.map((one) => [toBase64Url(one.root), one]));
  const byCode = new Map(all.flatMap((one) => (one.code === null ? [] : [[one.code, one] as const])));
  const reached = new Set<string>();
  const waiting = [of];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (reached.has(idOf(one.row))) continue;
    reached.add(idOf(one.row));
    const given = known.get(idOf(one.row)) ?? (await keysGiven(one, api, authority));
    known.set(idOf(one.row), given);
    for (const text of given) {
      const next = byRoot.get(text) ?? byCode.get(text);
      if (next !== undefined) waiting.push(next);
    }
  }
  return reached;
}

/** Roots and codes in what this holder is given. */
async function keysGiven(
  { holder, row }: HolderOf,
  api: ReturnType<AuditWorld['computer']>['options']['api'],
  authority: Uint8Array,
): Promise<readonly string[]> {
  if (row.state === 'revoked') return [];
  const { documents } = await api.me(holder.access);
  const given: string[] = [];
  for (const { name } of documents) {
    if (name !== 'keyring' && !name.startsWith('slips/')) continue;
    const bytes = await api.document(holder.access, name, null);
    const { body } =
      row.kind === 'staff'
        ? await open(holder, bytes!, { kind: 'document', name })
        : await openSignedDocument(holder, bytes!, name, authority);
    if (name === 'keyring') {
      const keyring = parseAnyKeyring(body);
      if (keyring.kind === 'area-keyring') {
        given.push(keyring.root);
        continue;
      }
      const { classes, schoolRoot } = keyring;
      given.push(...classes.map(({ root }) => root), ...(schoolRoot === null ? [] : [schoolRoot]));
    } else {
      const { pupils, teachers } = parseSlips(body);
      given.push(
        ...teachers.map(({ code }) => code),
        ...pupils.flatMap(({ code }) => (code === null ? [] : [code])),
      );
    }
  }
  return given;
}

export const READERS: AuditLine = {
  id: 'readers',
  promise: 'entitled',
  title: { fr: 'Chaque personne sur chaque enveloppe', en: 'Every person on every envelope' },
  tried: {
    fr: 'Chaque titulaire (élève, professeur, direction, inspection, classe, école, territoire, code de réserve) lit tout ce que la plateforme lui donne, prend les clés qui s’y trouvent, et essaie tout sur toutes les enveloppes ; ce qui s’ouvre est comparé, dans les deux sens, à ce que la liste des élèves permet.',
    en: 'Every holder (pupil, teacher, head, inspector, class, school, area, reserve code) reads all that the platform gives it, takes the keys that are in it, and tries everything on all envelopes; what opens is compared, both ways, with what the roster allows.',
  },
  stage: 'running',
  async run(world, tally) {
    const all = await world.holders();
    const { api } = world.computer().options;
    const envelopes = envelopesIn(stealFolder(world, 'readers'));
    // Which holder's key opens which envelope: tried with every key, since an address is only a claim.
    const openedBy = new Map<string, Set<number>>();
    for (const { root, row } of all) {
      const { seal } = keysOf(root);
      openedBy.set(
        idOf(row),
        new Set([...envelopes.keys()].filter((i) => opensWith(seal, envelopes[i]!.bytes))),
      );
    }
    const expected = expectedReach(world, all);
    const known = new Map<string, readonly string[]>();
    const { publicKey: authority } = world.small.keys.authorityPublic();
    for (const of of all) {
      const may = expected(of);
      const reach = await actualReach(all, of, api, authority, known);
      const opens = new Set([...reach].flatMap((id) => [...openedBy.get(id)!]));
      const who = of.row.role ?? of.row.kind;
      const [mine, others] = [
        [...envelopes.keys()].filter((i) => may.has(envelopes[i]!.holder)),
        [...opens].filter((i) => !may.has(envelopes[i]!.holder)),
      ];
      tally.same(others.length, 0, `envelopes that a ${who} opens and may not`);
      // A revoked code opens what was its own; a sealed record of rubbish opens for nobody.
      const missing = mine.filter((i) => envelopes[i]!.kind === 'document' && !opens.has(i));
      tally.same(missing.length, 0, `documents that a ${who} may open and does not`);
      tally.add('opened', opens.size);
      tally.add('openings', envelopes.length);
    }
    // With keys of a second campaign on the same pupils, and with drawn ones.
    const other = await world.other();
    const rows = other.vault.all<HolderRow>(`SELECT * FROM holder WHERE state = 'assigned'`).slice(0, 12);
    const foreign = [
      ...(await Promise.all(rows.map(async (row) => (await personOf(other, row)).root))),
      randomBytes(32),
    ];
    const strangers = foreign.flatMap((root) => {
      const { seal } = keysOf(root);
      return envelopes.filter(({ bytes }) => opensWith(seal, bytes));
    }).length;
    tally.same(strangers, 0, 'envelopes that open with keys of another campaign');
    tally.add('openings', foreign.length * envelopes.length);
    tally.add('people', all.length);
    tally.add('envelopes', envelopes.length);
  },
};
