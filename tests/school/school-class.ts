/** The school of the tests: its classes with their secrets and pupils, and the dates of its campaign. */
import { randomBytes } from 'node:crypto';
import { type Holder, openHolder, type Roster } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import { FIRST_NAMES, LAST_NAMES } from './fixture-content.ts';

export const CAMPAIGN = '2026-ecole';
export const SCHOOL = { uai: '0750001A', name: 'École élémentaire des Tilleuls' };
export const HOUR = 3_600_000;
export const random = (length: number): Bytes => new Uint8Array(randomBytes(length));

export const localised = (fr: string, en: string) => ({ fr, en });
export const at = (ms: number) => new Date(Date.now() + ms).toISOString();
export const OPEN = { opens: at(-48 * HOUR), closes: at(240 * HOUR) };
export const SOON = { opens: at(120 * HOUR), closes: at(240 * HOUR) };
export const OVER = { opens: at(-400 * HOUR), closes: at(-200 * HOUR) };

export interface SchoolClass {
  readonly label: string;
  readonly level: string;
  readonly root: Bytes;
  readonly holder: Holder;
  readonly roster: Roster;
}

export function orderNumbers(): () => string {
  let last = 4_100_000;
  return () => {
    last += 1_237;
    return String(last);
  };
}

export async function schoolClass(
  label: string,
  level: string,
  offset: number,
  count: number,
  order: () => string,
  manifest: string,
  campaignId: Bytes,
): Promise<SchoolClass> {
  const root = random(32);
  const sequences: Record<string, Roster['sequences']> = {
    cp: [
      { id: 'francais-cp', ...OPEN },
      { id: 'maths-cp', ...SOON },
    ],
    ce1: [{ id: 'francais-ce1', ...OPEN }],
    '6e': [{ id: 'francais-6e', ...OPEN }],
  };
  const pupils = Array.from({ length: count }, (_, i) => ({
    orderNumber: order(),
    firstName: FIRST_NAMES[(i * 7 + offset) % FIRST_NAMES.length]!,
    lastName: LAST_NAMES[(i + offset) % LAST_NAMES.length]!,
    accommodations: [],
    left: false,
  }));
  if (label === 'CP A') pupils.push({ ...pupils[0]!, orderNumber: order(), lastName: 'Parti', left: true });
  const roster: Roster = {
    v: 1,
    kind: 'roster',
    label,
    level,
    school: SCHOOL,
    manifest,
    pupils,
    sequences: sequences[level]!,
  };
  return { label, level, root, holder: await openHolder(root, campaignId), roster };
}

export const present = ({ roster }: SchoolClass) => roster.pupils.filter(({ left }) => !left);
