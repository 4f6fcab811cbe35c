/**
 * A campaign of 1EdTech's QTI 3.0 guide examples, made in a folder that the test throws away: their items are packed as
 * they are, and nothing of them is kept here.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readPackage, writePackage } from '@cloison/qti';

export const GUIDES = resolve(import.meta.dirname, '../../../shared/data/qti3-guide-examples');
export const guidesPresent = existsSync(GUIDES);

/** Folder of each guide's package, by the sequence made of it. */
export const PACKAGES = {
  debutants: 'QTI3_BeginnersGuide_Examples',
  pratiques: 'QTI3_BPIG_Examples',
} as const;
export type Sequence = keyof typeof PACKAGES;

export function filesOf(sequence: Sequence): ReadonlyMap<string, Uint8Array> {
  const root = join(GUIDES, PACKAGES[sequence]);
  const entries = readdirSync(root, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), new Uint8Array(readFileSync(path))];
    }),
  );
}

/** Files of these items and of what they show, in the order in which they are named. */
function filesOfItems(sequence: Sequence, items: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const files = filesOf(sequence);
  const { items: accepted } = readPackage(files);
  const needed = items.flatMap((id) => {
    const item = accepted.find(({ identifier }) => identifier === id);
    if (item === undefined) throw new Error(`not accepted: ${id}`);
    return [item.path, ...item.assets];
  });
  return new Map(needed.map((path) => [path, files.get(path)!]));
}

export interface GuideSequence {
  readonly id: Sequence;
  readonly items: readonly string[];
  /** Of the domain of the sequence: those with a score. */
  readonly scored: readonly string[];
}

const window = '{ opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }';

function yamlOf(sequences: readonly GuideSequence[], address: string, packageOf: (id: Sequence) => string) {
  const quoted = (ids: readonly string[]) => `[${ids.map((id) => JSON.stringify(id)).join(', ')}]`;
  const both = (text: string) => `{ fr: "${text}", en: "${text}" }`;
  return `campaign: guide-2026
title: ${both('QTI 3.0')}
year: 2026
rehearsal: false
address: ${address}
levels: [{ id: "6e", title: ${both('6e')}, mode: online }]
sequences:
${sequences
  .map(
    ({ id, items }) =>
      `  - { id: ${id}, level: "6e", title: ${both(id)}, package: ${packageOf(id)}, items: ${quoted(items)} }`,
  )
  .join('\n')}
domains:
${sequences
  .map(
    ({ id, scored }) =>
      `  - { id: d-${id}, level: "6e", sequence: ${id}, title: ${both(id)}, sentence: ${both(id)}, items: ${quoted(scored)}, thresholds: [1, 2], testSpecific: true }`,
  )
  .join('\n')}
accommodations: []
codes: { reservePerSchool: 1, teachersPerClass: 1 }
reports: continuous
`;
}

function calendarOf(sequences: readonly GuideSequence[]): string {
  const documents = ['ticket', 'keyring', 'roster', 'slips', 'participation', 'report'];
  return `areas:
  - { id: 0, zone: Europe/Paris, title: { fr: Métropole, en: Mainland }, departements: ["*"] }
sequences:
${sequences.map(({ id }) => `  ${id}: ${window}`).join('\n')}
documents:
${documents.map((name) => `  ${name}: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }`).join('\n')}
`;
}

/** Writes campaign.yaml, calendar.yaml and one zip for each sequence; returns the folder. */
export function writeGuideCampaign(
  parent: string,
  address: string,
  sequences: readonly GuideSequence[],
): string {
  const folder = join(parent, 'guide');
  mkdirSync(folder, { recursive: true });
  for (const { id, items } of sequences)
    writeFileSync(join(folder, `${id}.zip`), writePackage(filesOfItems(id, items)));
  writeFileSync(
    join(folder, 'campaign.yaml'),
    yamlOf(sequences, address, (id) => `${id}.zip`),
  );
  writeFileSync(join(folder, 'calendar.yaml'), calendarOf(sequences));
  return folder;
}

/** The same with the guides' packages whole, unpacked, as somebody might hand them over. */
export function writeWholeCampaign(parent: string, sequences: readonly GuideSequence[]): string {
  const folder = join(parent, 'whole');
  mkdirSync(folder, { recursive: true });
  for (const { id } of sequences) {
    for (const [path, bytes] of filesOf(id)) {
      const target = join(folder, id, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
  }
  writeFileSync(
    join(folder, 'campaign.yaml'),
    yamlOf(sequences, 'https://evaluation.example/', (id) => id),
  );
  writeFileSync(join(folder, 'calendar.yaml'), calendarOf(sequences));
  return folder;
}
