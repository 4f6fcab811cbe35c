/**
 * Version vectors (protocol 1, "Saving", "What follows"): sealed in the body of a record, the number of saves by each
 * device that are behind this state. A state follows another when none of its counts is lower and one is higher.
 *
 * Known limit: a device that lost what it stored counts as another device.
 */
import * as v from 'valibot';
import { count, recordOf } from './parts.ts';

/** A record that more devices wrote goes on without a vector; the ceiling has room for this many. */
export const MAX_VECTOR_DEVICES = 16;

/** Device, 8 bytes in hexadecimal → saves. */
export const versionVectorSchema = v.pipe(
  recordOf(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), v.pipe(count, v.minValue(1))),
  v.check((map) => Object.keys(map).length <= MAX_VECTOR_DEVICES, 'too many devices'),
);
export type VersionVector = Readonly<Record<string, number>>;

/** Whether `a` has all saves that `b` has, and one more. */
export function vectorFollows(a: VersionVector, b: VersionVector): boolean {
  const hasAll = Object.entries(b).every(([device, saves]) => (a[device] ?? 0) >= saves);
  return hasAll && Object.entries(a).some(([device, saves]) => saves > (b[device] ?? 0));
}

/** The least vector that lacks no save of either. */
export function joinVectors(a: VersionVector, b: VersionVector): VersionVector {
  const joined: Record<string, number> = { ...a };
  for (const [device, saves] of Object.entries(b)) joined[device] = Math.max(joined[device] ?? 0, saves);
  return joined;
}

/** One more save by this device; null when that would be too many devices, or a count that is not read. */
export function countSave(behind: VersionVector, device: string): VersionVector | null {
  const saves = (behind[device] ?? 0) + 1;
  const next = { ...behind, [device]: saves };
  return Object.keys(next).length <= MAX_VECTOR_DEVICES && Number.isSafeInteger(saves) ? next : null;
}

/** The vector of an opened body, which is hostile until its own schema has read it; null when it has none. */
export function vectorOf(body: unknown): VersionVector | null {
  const saves = typeof body === 'object' && body !== null && 'saves' in body ? body.saves : null;
  const parsed = v.safeParse(versionVectorSchema, saves);
  return parsed.success ? parsed.output : null;
}
