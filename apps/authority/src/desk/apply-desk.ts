/**
 * What a desk tells, taken into the vault: declarations at once, requests to wait for an answer. The record is hostile
 * input: what names a pupil, a class, a sequence or a reason that is not the sender's is passed over, entry by entry.
 */
import type { DeskBody } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { findHolder, holderOfClassLevel, holderOfSchool } from '../codes/holders.ts';
import { appendJournal } from '../journal/journal.ts';
import { openDesk } from '../records/open-records.ts';
import type { Refused } from '../records/quarantine.ts';
import { type PupilInClass, pupilOfOrder } from '../roster/pupils.ts';
import { markReport } from '../score/due-reports.ts';
import type { HolderRow } from '../vault/rows.ts';
import { declare } from './declarations.ts';
import { keepDoubleEntry, keyedTwiceOf } from './double-entries.ts';
import { hasAllRequests, keepRequest, type RequestEntry } from './requests.ts';
import { markToPublish } from './schools-to-publish.ts';

/** Envelopes that can't be read. */
export async function applyDesk(campaign: OpenCampaign, holder: HolderRow): Promise<readonly Refused[]> {
  const { vault, actor, name } = campaign;
  const { body: told, receivedAt, refused } = openDesk(campaign, holder);
  const school = schoolOf(campaign, holder);
  if (told === null || school === null) return refused;
  const body = withoutNewer(campaign, holder, told);
  const drawn = await keyedTwiceOf(campaign, holder, body);
  vault.transaction(() => {
    const pupilOf = pupilsByOrder(campaign);
    const declared = holder.kind === 'school' ? applyDeclarations(campaign, school, body, pupilOf) : 0;
    let requests = 0;
    let keyedTwice = 0;
    for (const [id, entry] of Object.entries(body.entries)) {
      if (entry.kind === 'double-entry' && keepDoubleEntry(campaign, holder, entry, drawn)) keyedTwice += 1;
      if (entry.kind === 'not-sitting' || entry.kind === 'double-entry' || entry.kind === 'code-use')
        continue;
      const own = ofSender(campaign, holder, entry, pupilOf);
      if (own !== null && keepRequest(campaign, holder, school, id, own, receivedAt)) requests += 1;
    }
    if (declared + requests > 0) markToPublish(vault, school);
    if (declared + requests + keyedTwice === 0) return;
    appendJournal(vault, actor, 'desk.received', name, {
      declared,
      requests,
      ...(keyedTwice === 0 ? {} : { keyedTwice }),
      // The last that were taken: others are left out.
      ...(requests > 0 && hasAllRequests(campaign, holder.holder_id) && { full: 1 }),
    });
  });
  return refused;
}

/**
 * Of a root that was replaced: what its desk had told, but for what the desks of the roots since have told anew. It may come after
 * them.
 */
function withoutNewer(campaign: OpenCampaign, holder: HolderRow, body: DeskBody): DeskBody {
  if (holder.state === 'assigned') return body;
  const ids = new Set<string>();
  const declared = new Set<string>();
  for (const newer of rootsSince(campaign, holder)) {
    for (const [id, entry] of Object.entries(openDesk(campaign, newer).body?.entries ?? {})) {
      ids.add(id);
      if (entry.kind === 'not-sitting') declared.add(entry.orderNumber);
    }
  }
  const left = Object.entries(body.entries).filter(
    ([id, entry]) => !ids.has(id) && !(entry.kind === 'not-sitting' && declared.has(entry.orderNumber)),
  );
  return { ...body, entries: Object.fromEntries(left) };
}

/** The roots by which a root of a class or a school was replaced, newest first. */
function rootsSince({ vault }: OpenCampaign, { holder_id, class_level, school }: HolderRow): HolderRow[] {
  const since: HolderRow[] = [];
  const inForce =
    class_level !== null
      ? holderOfClassLevel(vault, class_level)
      : school !== null
        ? holderOfSchool(vault, school)
        : null;
  for (let one = inForce; one !== null && Buffer.compare(one.holder_id, holder_id) !== 0; ) {
    since.push(one);
    one = one.replaces === null ? null : findHolder(vault, one.replaces);
  }
  return since;
}

type PupilOf = (order: string) => PupilInClass | null;

/** Each order number is looked up once: a desk may name sixty in each of a thousand entries. */
function pupilsByOrder(campaign: OpenCampaign): PupilOf {
  const found = new Map<string, PupilInClass | null>();
  return (order) => {
    const known = found.get(order);
    if (known !== undefined) return known;
    const pupil = pupilOfOrder(campaign, order);
    found.set(order, pupil);
    return pupil;
  };
}

/** Number of pupils of whom something else is declared now. */
function applyDeclarations(campaign: OpenCampaign, school: number, body: DeskBody, pupilOf: PupilOf): number {
  const { spec, vault } = campaign;
  const reasons = new Set((spec.notSitting ?? []).map(({ id }) => id));
  let changed = 0;
  for (const entry of Object.values(body.entries)) {
    if (entry.kind !== 'not-sitting') continue;
    const pupil = pupilOf(entry.orderNumber);
    if (pupil === null || pupil.school !== school) continue;
    if (entry.reason !== null && !reasons.has(entry.reason)) continue;
    const sequences = spec.sequences
      .filter(({ id, level }) => level === pupil.level && (entry.sequences?.includes(id) ?? true))
      .map(({ id }) => id);
    const { reason } = entry;
    const next = new Map(reason === null ? [] : sequences.map((id): [string, string] => [id, reason]));
    if (!declare(campaign, pupil.id, next)) continue;
    markReport(vault, pupil.class_level);
    changed += 1;
  }
  return changed;
}

function schoolOf({ vault }: OpenCampaign, holder: HolderRow): number | null {
  if (holder.kind === 'school') return holder.school;
  if (holder.class_level === null) return null;
  return (
    vault.get<{ school: number }>(
      'SELECT school FROM class_level_view WHERE class_level = ?',
      holder.class_level,
    )?.school ?? null
  );
}

/**
 * What of an entry is the sender's to say; null: nothing. A head asks for the whole school; the staff of a class for its pupils, and
 * never for codes. Of several pupils, one may have gone to another class meanwhile: what is said of the others stands.
 */
function ofSender(
  campaign: OpenCampaign,
  holder: HolderRow,
  entry: RequestEntry,
  pupilOf: PupilOf,
): RequestEntry | null {
  const mayAsk = (pupil: PupilInClass | null) =>
    pupil !== null &&
    (holder.kind === 'school' ? pupil.school === holder.school : pupil.class_level === holder.class_level);
  switch (entry.kind) {
    case 'reserve':
      return holder.kind === 'school' && mayAsk(pupilOf(entry.orderNumber)) ? entry : null;
    case 'teacher-code':
      return holder.kind === 'school' ? entry : null;
    case 'reopen':
    case 'more-time': {
      const level = campaign.spec.sequences.find(({ id }) => id === entry.sequence)?.level;
      const orderNumbers = entry.orderNumbers.filter((order) => {
        const pupil = pupilOf(order);
        return mayAsk(pupil) && pupil?.level === level;
      });
      return orderNumbers.length > 0 ? { ...entry, orderNumbers } : null;
    }
    case 'incident': {
      const orderNumbers = entry.orderNumbers.filter((order) => mayAsk(pupilOf(order)));
      return orderNumbers.length > 0 || entry.orderNumbers.length === 0 ? { ...entry, orderNumbers } : null;
    }
    default:
      return entry satisfies never;
  }
}
