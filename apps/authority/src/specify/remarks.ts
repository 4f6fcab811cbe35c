/** What is legal in a campaign folder, and looks like a mistake: reported as warnings, beside the errors. */
import { NOWHERE, type Problem } from '@cloison/command/problem';
import type { CampaignSpec } from '../campaign/spec.ts';
import { campaignProblems } from './campaign-problems.ts';
import type { SequencePackage } from './packages.ts';

/** More than this takes a school's line longer than a minute to load, with a class at it. */
const LARGE_BYTES = 5_000_000;

/** How files of a type begin: bytes at an offset. */
const BEGINNINGS: Readonly<Record<string, readonly (readonly [offset: number, bytes: readonly number[]])[]>> =
  {
    'image/png': [[0, [0x89, 0x50, 0x4e, 0x47]]],
    'image/jpeg': [[0, [0xff, 0xd8, 0xff]]],
    'image/gif': [[0, [0x47, 0x49, 0x46, 0x38]]],
    'image/webp': [[8, [0x57, 0x45, 0x42, 0x50]]],
    'audio/ogg': [[0, [0x4f, 0x67, 0x67, 0x53]]],
    'audio/wav': [[8, [0x57, 0x41, 0x56, 0x45]]],
    'video/mp4': [[4, [0x66, 0x74, 0x79, 0x70]]],
    'video/webm': [[0, [0x1a, 0x45, 0xdf, 0xa3]]],
  };

/** `opens`: when sequences open, in local times. */
export function remarksOn(
  spec: Pick<CampaignSpec, 'year'> | null,
  opens: readonly string[],
  calendarFile: string,
  packages: ReadonlyMap<string, SequencePackage>,
): readonly Problem[] {
  const remarks = campaignProblems();
  if (spec !== null) {
    const first = opens.toSorted()[0];
    const opened = Number(first?.slice(0, 4));
    // A school year has days in two calendar years.
    if (first !== undefined && opened !== spec.year && opened !== spec.year + 1) {
      remarks.add('calendar-year', calendarFile, NOWHERE, { opened, year: spec.year });
    }
  }
  // Sequences may share a package.
  const names = new Map([...packages].map(([sequence, one]) => [one, sequence]));
  for (const [{ assets }, sequence] of names) {
    for (const { path, mediaType, bytes } of assets.values()) {
      const file = `${sequence}/${path}`;
      const beginnings = Object.hasOwn(BEGINNINGS, mediaType) ? BEGINNINGS[mediaType] : undefined;
      if (beginnings !== undefined && !beginnings.some((beginning) => beginsWith(bytes, beginning))) {
        remarks.add('media-type', file, NOWHERE, { type: mediaType });
      }
      if (bytes.length > LARGE_BYTES) {
        remarks.add('media-large', file, NOWHERE, { megabytes: Math.round(bytes.length / 1e6) });
      }
    }
  }
  return remarks.sorted();
}

function beginsWith(bytes: Uint8Array, [offset, expected]: readonly [number, readonly number[]]): boolean {
  return expected.every((byte, i) => bytes[offset + i] === byte);
}
