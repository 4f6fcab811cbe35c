/** Pupils and teachers as a platform sees them: roots from the vault, envelopes sealed here, requests by the API. */
import { randomBytes } from 'node:crypto';
import type { SmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import {
  type DeskEntry,
  type EntryBody,
  entryRecordName,
  type Holder,
  NO_PREVIOUS,
  open,
  openHolder,
  openSignedDocument,
  type PupilBody,
  seal,
} from '@cloison/protocol';
import { type Bytes, bearer, patternOf } from '@cloison/protocol/public';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import { signerFor } from '../../apps/authority/src/documents/seal-document.ts';
import type { HolderRow, PupilFacts, PupilRow } from '../../apps/authority/src/vault/rows.ts';

export interface Person {
  readonly root: Bytes;
  readonly holder: Holder;
  readonly row: HolderRow;
}

export interface Pupil {
  readonly id: number;
  readonly orderNumber: string;
  readonly firstName: string;
  /** Null at entry levels. */
  readonly person: Person | null;
}

export async function personOf(small: SmallCampaign, row: HolderRow): Promise<Person> {
  const root = holderRoot(small.campaign, row);
  return { root, row, holder: await openHolder(root, small.campaign.campaignId) };
}

/** By first name, in the order of the roster. */
export async function pupilsOf(small: SmallCampaign): Promise<Map<string, Pupil>> {
  const { vault, sealer } = small.campaign;
  const pupils = new Map<string, Pupil>();
  // Rows of pupils are numbered by chance; their numbers in the roster rise.
  const rows = vault
    .all<PupilRow>('SELECT * FROM pupil WHERE campaign = ?', small.campaign.name)
    .map((row) => ({ row, facts: sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed) }))
    .sort((a, b) => (a.facts.ine < b.facts.ine ? -1 : 1));
  for (const { row, facts } of rows) {
    const { firstName } = facts;
    const holder = vault.get<HolderRow>(
      `SELECT * FROM holder WHERE pupil = ? AND state = 'assigned'`,
      row.id,
    );
    pupils.set(firstName, {
      id: row.id,
      firstName,
      orderNumber: sealer.open<string>(
        'pupil',
        'order_sealed',
        row.id,
        row.order_sealed ?? new Uint8Array(0),
      ),
      person: holder === undefined ? null : await personOf(small, holder),
    });
  }
  return pupils;
}

/** The class holder of a level, the school holder of its school, its teacher and its head. */
export async function groupOf(small: SmallCampaign, level: string) {
  const { vault } = small.campaign;
  const one = async (sql: string) => {
    const row = vault.get<HolderRow>(
      `SELECT h.* FROM holder h, class_level l JOIN class c ON c.id = l.class
       WHERE l.level = ? AND h.state = 'assigned' AND ${sql}`,
      level,
    );
    if (row === undefined) throw new Error(`no holder for ${sql}`);
    return personOf(small, row);
  };
  return {
    class: await one('h.class_level = l.id'),
    school: await one(`h.school = c.school AND h.kind = 'school'`),
    teacher: await one(`h.class = c.id AND h.role = 'teacher'`),
    head: await one(`h.school = c.school AND h.role = 'head'`),
  };
}

export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** A pupil's state: one response named RESPONSE an item. */
export function pupilBody(small: SmallCampaign, answers: Answers, final: boolean): PupilBody {
  return {
    v: 1,
    items: Object.fromEntries(
      Object.entries(answers).map(([id, value]) => [
        id,
        { responses: { RESPONSE: typeof value === 'string' ? value : [...value] }, ms: 4321, visits: 1 },
      ]),
    ),
    position: 0,
    elapsedMs: 60_000,
    seed: 1,
    route: [],
    routed: null,
    manifest: small.campaign.manifestHash,
    app: 'test',
    final,
  };
}

export type Keyed = Readonly<Record<string, string>>;

/** A teacher's cells: a value, or `absent`, `noAnswer`, `notTaught` with an exclamation mark before. */
export function entryBody(small: SmallCampaign, keyed: Keyed): EntryBody {
  return {
    v: 1,
    cells: Object.fromEntries(
      Object.entries(keyed).map(([id, value]) => [
        id,
        value.startsWith('!')
          ? { state: value.slice(1) as 'absent', edit: [1, '0'.repeat(16)] as [number, string] }
          : { value, edit: [1, '0'.repeat(16)] as [number, string] },
      ]),
    ),
    conflicts: [],
    manifest: small.campaign.manifestHash,
    app: 'test',
  };
}

export interface Save {
  readonly version?: number;
  readonly previous?: Uint8Array;
  readonly final?: boolean;
  readonly device?: Uint8Array;
  /** That of the manifest by default. */
  readonly ceiling?: number;
}

/** Seals and sends; answers the status and the envelope's hash. */
export async function save(
  small: SmallCampaign,
  person: Person,
  name: string,
  body: unknown,
  how: Save = {},
) {
  const pattern = patternOf(name);
  const envelope = await seal(person.holder, {
    kind: how.final === true ? 'final' : 'record',
    name,
    device: how.device ?? new Uint8Array(8).fill(1),
    version: how.version ?? 1,
    previous: how.previous ?? NO_PREVIOUS,
    body,
    ceiling: how.ceiling ?? small.campaign.manifest.ceilings[pattern] ?? 512,
    iv: new Uint8Array(randomBytes(12)),
  });
  const status = await send(small, person, name, envelope.bytes);
  return { status, hash: envelope.hash, bytes: envelope.bytes };
}

export async function send(
  small: SmallCampaign,
  person: Person,
  name: string,
  bytes: Bytes,
): Promise<number> {
  const response = await fetch(`${small.platform.url}/api/1/${small.campaign.name}/records/${name}`, {
    method: 'PUT',
    headers: { authorization: bearer(person.holder.access), 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  await response.arrayBuffer();
  return response.status;
}

/** A pupil answers and ends. */
export async function sit(small: SmallCampaign, pupil: Pupil, answers: Answers, final = true) {
  if (pupil.person === null) throw new Error('no code');
  return save(small, pupil.person, 'maths', pupilBody(small, answers, final), { final });
}

export type DeskEntries = Readonly<Record<string, DistributiveOmit<DeskEntry, 'edit'>>>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What a desk tells, the whole of it, in its next version. */
export async function tell(small: SmallCampaign, person: Person, entries: DeskEntries, how: Save = {}) {
  const counter = how.version ?? 1;
  const body = {
    v: 1,
    entries: Object.fromEntries(
      Object.entries(entries).map(([id, entry]) => [id, { ...entry, edit: [counter, '01'.repeat(8)] }]),
    ),
    manifest: small.campaign.manifestHash,
    app: 'test',
    saves: { ['01'.repeat(8)]: counter },
  };
  return save(small, person, 'desk', body, how);
}

/** A teacher keys one pupil. */
export async function key(small: SmallCampaign, teacherClass: Person, pupil: Pupil, keyed: Keyed) {
  const name = await entryRecordName(teacherClass.holder.namesKey, 'lettres', pupil.orderNumber);
  return save(small, teacherClass, name, entryBody(small, keyed));
}

/** A document as its holder reads it; null when there is none. */
export async function readDocument(
  small: SmallCampaign,
  person: Person,
  name: string,
): Promise<{ readonly version: number; readonly body: unknown } | null> {
  const response = await fetch(`${small.platform.url}/api/1/${small.campaign.name}/documents/${name}`, {
    headers: { authorization: bearer(person.holder.access) },
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status === 404) return null;
  if (response.status !== 200) throw new Error(`${name}: ${response.status}`);
  const signer = signerFor(small.campaign, person.row);
  const opened =
    signer === null
      ? await open(person.holder, bytes, { kind: 'document', name })
      : await openSignedDocument(person.holder, bytes, name, signer.publicKey);
  return { version: opened.header.version, body: opened.body };
}
