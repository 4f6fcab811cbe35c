/** `cloison campaign validate`: everything that is wrong with a campaign folder, at once, with file, line and column. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { NOWHERE, type Problem } from '@cloison/command/problem';
import { type DeliveryItem, interactionsOf, type Script } from '@cloison/qti/delivery';
import { refuseCampaign } from '../campaign/refusals.ts';
import {
  type CampaignSpec,
  deliveryOptions,
  modulesOf,
  type ReferenceSpec,
  type ResolvedCalendars,
  type SequenceSpec,
} from '../campaign/spec.ts';
import { readAnalysisFiles, readFolderFile } from './analysis-files.ts';
import { resolveCalendar } from './calendar-file.ts';
import { type CampaignProblems, campaignProblems } from './campaign-problems.ts';
import { ceilingsOf, pupilBodyBytes } from './ceilings.ts';
import { checkSpec } from './check-spec.ts';
import type { FolderFiles } from './design-input.ts';
import { loadPackage, type PackageItem, remarksOf, type SequencePackage } from './packages.ts';
import { remarksOn } from './remarks.ts';
import { readDesign, type SequenceDesign } from './sequence-design.ts';
import { type SpecFile, specFileSchema } from './spec-file.ts';
import { publishedForms, readVariants } from './variants.ts';
import { YamlFile } from './yaml-file.ts';

/** A campaign folder that may be created. */
export interface ValidCampaign {
  readonly spec: CampaignSpec;
  readonly calendars: ResolvedCalendars;
  /** By sequence. */
  readonly packages: ReadonlyMap<string, SequencePackage>;
  /** By pattern. */
  readonly ceilings: Readonly<Record<string, number>>;
  /** campaign.yaml, the calendar and the analysis's files as they were read, for the vault. */
  readonly sources: ReadonlyMap<string, Uint8Array>;
}

export interface Validation {
  /** Null when there is a problem. */
  readonly campaign: ValidCampaign | null;
  readonly problems: readonly Problem[];
  /** There may be more than are listed. */
  readonly problemCount: number;
  /** Worth a look; nothing is refused for them. */
  readonly warnings: readonly Problem[];
}

export interface ValidateOptions {
  /** Instead of the folder's calendar.yaml. */
  readonly calendar?: string;
  /**
   * A campagne blanche, whatever campaign.yaml says. Of a folder that is not one by itself, it bears the name of the folder's
   * campaign and `-blanche`, so that the real one finds its own name free.
   */
  readonly rehearsal?: boolean;
}

/** Throws `folder-missing` and `folder-is-file` only; all else is in what it returns. */
export function validateCampaign(folder: string, options: ValidateOptions = {}): Validation {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isFile() === true)
    throw refuseCampaign('folder-is-file', { path: folder, folder: dirname(folder) });
  if (found?.isDirectory() !== true) throw refuseCampaign('folder-missing', { path: folder });
  const root = resolve(folder);
  const problems = campaignProblems();
  const sources = new Map<string, Uint8Array>();
  const yaml = (name: string, path: string) => readYaml(name, path, problems, sources);
  const specFile = yaml('campaign.yaml', join(root, 'campaign.yaml'));
  const calendarName = options.calendar ?? 'calendar.yaml';
  const calendarFile = yaml(
    options.calendar === undefined ? 'calendar.yaml' : basename(calendarName),
    options.calendar ?? join(root, 'calendar.yaml'),
  );
  const read = specFile?.read(specFileSchema) ?? null;
  const warnings: Problem[] = [];
  const packages =
    specFile === null || read === null
      ? new Map<string, SequencePackage>()
      : readPackages(root, specFile, read, problems, warnings);
  const references =
    specFile === null || read === null
      ? new Map<string, ReferenceSpec>()
      : readAnalysisFiles(root, specFile, read, packages, sources, problems);
  const designs =
    specFile === null || read === null
      ? new Map<number, SequenceDesign>()
      : readDesigns(root, specFile, read, packages, sources);
  const variants =
    specFile === null || read === null
      ? new Map<number, NonNullable<SequenceSpec['variants']>>()
      : variantsByPosition(specFile, read, packages, problems);
  let spec =
    specFile === null || read === null
      ? null
      : checkSpec(specFile, read, packages, references, designs, variants);
  const { calendars, opens } =
    calendarFile === null
      ? { calendars: null, opens: [] }
      : resolveCalendar(calendarFile, read === null ? null : calendarSubject(read));
  if (specFile !== null && calendars !== null) checkCohort(specFile, read?.cohort, calendars);
  if (spec !== null && specFile !== null && options.rehearsal === true) spec = rehearsalOf(spec, specFile);
  const ceilings = spec === null || specFile === null ? {} : checkCeilings(specFile, spec, packages);
  const valid = problems.count === 0 && spec !== null && calendars !== null;
  return {
    campaign: valid ? { spec: spec!, calendars: calendars!, packages, ceilings, sources } : null,
    problems: problems.sorted(),
    problemCount: problems.count,
    warnings: [...warnings, ...remarksOn(read, opens, calendarFile?.name ?? calendarName, packages)],
  };
}

const MOST_COHORT_YEARS = 20;

/** Its keys outlive the last window, and not by more than twenty years. Days are those of UTC. */
function checkCohort(file: YamlFile, cohort: SpecFile['cohort'], { calendars }: ResolvedCalendars): void {
  if (cohort === undefined) return;
  const closes = calendars.flatMap(({ sequences }) => Object.values(sequences).map((one) => one.closes));
  const last = closes.toSorted().at(-1)?.slice(0, 10) ?? '';
  const latest = `${Number(last.slice(0, 4)) + MOST_COHORT_YEARS}${last.slice(4)}`;
  if (cohort.until <= last || cohort.until > latest)
    file.add('cohort-until', ['cohort', 'until'], { last, latest });
}

const REHEARSAL_SUFFIX = '-blanche';
const LONGEST_NAME = 40;

function rehearsalOf(spec: CampaignSpec, file: YamlFile): CampaignSpec {
  if (spec.rehearsal || spec.name.endsWith(REHEARSAL_SUFFIX)) return { ...spec, rehearsal: true };
  const name = `${spec.name}${REHEARSAL_SUFFIX}`;
  if (name.length > LONGEST_NAME) file.add('rehearsal-name', ['campaign'], { name, most: LONGEST_NAME });
  return { ...spec, name, rehearsal: true };
}

function readYaml(
  name: string,
  path: string,
  problems: CampaignProblems,
  sources: Map<string, Uint8Array>,
): YamlFile | null {
  let bytes: Uint8Array;
  try {
    // A pipe in its place would be waited for without an end.
    if (!statSync(path).isFile()) throw new Error('no regular file');
    bytes = new Uint8Array(readFileSync(path));
  } catch {
    problems.add('file-missing', name, NOWHERE);
    return null;
  }
  sources.set(name, bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return new YamlFile(name, text, problems);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problems.add('file-encoding', name, NOWHERE, { file: name });
    return null;
  }
}

/** Packages by sequence. One that several sequences share is read once, and its problems are reported once. */
function readPackages(
  root: string,
  file: YamlFile,
  read: SpecFile,
  problems: CampaignProblems,
  warnings: Problem[],
): Map<string, SequencePackage> {
  const byName = new Map<string, SequencePackage | null>();
  const packages = new Map<string, SequencePackage>();
  const reported = new Set<string>();
  for (const [i, sequence] of read.sequences.entries()) {
    let pack = byName.get(sequence.package);
    if (pack === undefined) {
      pack = loadPackage(
        root,
        sequence.package,
        file,
        ['sequences', i, 'package'],
        problems,
        (read.customInteractions ?? []).map(({ module }) => module),
      );
      byName.set(sequence.package, pack);
    }
    if (pack === null) continue;
    packages.set(sequence.id, pack);
    const used = new Set(sequence.exercises?.flatMap(({ items }) => items) ?? sequence.items ?? pack.order);
    for (const [id, item] of pack.items) {
      if (!used.has(id)) continue;
      const options = deliveryOptions(sequence, id);
      const { errors, warnings: remarks } =
        options.steps === true ? remarksOf(item.item, sequence.package, options) : item;
      for (const problem of errors) problems.push(problem);
      warnings.push(...remarks);
      checkUploads(file, read, id, item, reported);
      for (const script of item.item.scripts) checkScript(file, read, pack, script, reported);
    }
  }
  return packages;
}

/** An item asks for no file that is larger, or of another type, than the campaign allows; each is reported once. */
function checkUploads(
  file: YamlFile,
  { uploads }: SpecFile,
  id: string,
  { delivery }: PackageItem,
  reported: Set<string>,
): void {
  for (const one of interactionsOf(delivery.body)) {
    if (one.kind !== 'upload' || uploads === undefined || reported.has(`upload ${id}`)) continue;
    const { maxBytes = one.maxBytes, types = one.types } = uploads;
    const other = one.types.find((type) => !types.includes(type));
    if (one.maxBytes > maxBytes)
      file.add('upload-large', ['uploads', 'maxBytes'], { id, bytes: one.maxBytes, most: maxBytes });
    if (other !== undefined) file.add('upload-type', ['uploads', 'types'], { id, type: other });
    if (one.maxBytes > maxBytes || other !== undefined) reported.add(`upload ${id}`);
  }
}

/** The file of a module is the one that campaign.yaml means, by its digest; each that is not is reported once. */
function checkScript(
  file: YamlFile,
  read: SpecFile,
  pack: SequencePackage,
  { module, path }: Script,
  reported: Set<string>,
): void {
  const at = (read.customInteractions ?? []).findIndex((one) => one.module === module);
  const bytes = pack.files.get(path);
  // Both are faults of the item, which its reader reports.
  if (at === -1 || bytes === undefined) return;
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === read.customInteractions?.[at]?.sha256 || reported.has(`${module} ${found}`)) return;
  reported.add(`${module} ${found}`);
  file.add('module-digest', ['customInteractions', at, 'sha256'], { module, path, found });
}

/** By position of the sequence. A file that several modules name is read, and its problems reported, once. */
function readDesigns(
  root: string,
  file: YamlFile,
  read: SpecFile,
  packages: ReadonlyMap<string, SequencePackage>,
  sources: Map<string, Uint8Array>,
): Map<number, SequenceDesign> {
  const known = new Map<string, Uint8Array | null>();
  const reported = new Set<string>();
  const files: FolderFiles = {
    file,
    read: (name, at) => {
      const bytes =
        known.get(name) ?? (known.has(name) ? null : readFolderFile(root, name, file, at, sources));
      known.set(name, bytes);
      return bytes;
    },
    once: (code, at, values) => {
      const key = `${code} ${at.join('.')}`;
      if (!reported.has(key)) file.add(code, at, values);
      reported.add(key);
    },
  };
  return new Map(
    read.sequences.flatMap(({ id }, i) => {
      const design = readDesign(files, read, i, packages.get(id) ?? null);
      return design === null ? [] : [[i, design] as const];
    }),
  );
}

function variantsByPosition(
  file: YamlFile,
  read: SpecFile,
  packages: ReadonlyMap<string, SequencePackage>,
  problems: CampaignProblems,
): Map<number, NonNullable<SequenceSpec['variants']>> {
  const modules = (read.customInteractions ?? []).map(({ module }) => module);
  return new Map(
    read.sequences.flatMap(({ id }, i) => {
      const found = readVariants(file, read, i, packages.get(id) ?? null, modules, problems);
      return found == null ? [] : [[i, found] as const];
    }),
  );
}

function calendarSubject(read: SpecFile): Parameters<typeof resolveCalendar>[1] {
  return {
    levels: read.levels,
    sequences: read.sequences.map(({ id, level, minutes }) => ({ id, level, minutes: minutes ?? null })),
    accommodations: read.accommodations.map(({ time }) => ({ time: time ?? 1 })),
  };
}

/** What one record may hold: the items of a module, of a booklet, or all. */
function partsOf({
  items,
  adaptive,
  booklets,
}: CampaignSpec['sequences'][number]): readonly (readonly string[])[] {
  return (adaptive?.modules ?? booklets)?.map((part) => part.items) ?? [items];
}

/** A pupil answers one of them: the one whose answer may take the most room. */
function largestForm(forms: readonly DeliveryItem[]): readonly DeliveryItem[] {
  return forms.toSorted((a, b) => pupilBodyBytes([b]) - pupilBodyBytes([a])).slice(0, 1);
}

function checkCeilings(
  file: YamlFile,
  spec: CampaignSpec,
  packages: ReadonlyMap<string, SequencePackage>,
): Record<string, number> {
  const modes = new Map(spec.levels.map(({ id, mode }) => [id, mode]));
  const modules = modulesOf(spec);
  const sequences = spec.sequences.map((sequence) => {
    const { id, level } = sequence;
    const pack = packages.get(id);
    const delivered = (items: readonly string[]) =>
      items.flatMap((item) =>
        pack === undefined ? [] : largestForm(publishedForms(sequence, pack, item, modules)),
      );
    return {
      id,
      level,
      mode: modes.get(level) ?? ('online' as const),
      items: delivered(sequence.items),
      parts: partsOf(sequence).map(delivered),
      stages: sequence.adaptive?.stages ?? 1,
    };
  });
  const ceilings = ceilingsOf({
    sequences,
    anyTestSpecific: spec.domains.some(({ testSpecific }) => testSpecific),
  });
  for (const [i, { id, mode }] of sequences.entries()) {
    if (!Object.hasOwn(ceilings, mode === 'entry' ? 'entry' : id)) {
      file.add('answers-large', ['sequences', i, 'id'], { id });
    }
  }
  return ceilings;
}
