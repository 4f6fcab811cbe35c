/** What the parts of campaign.yaml say about each other, about their packages and their items. */
import { type Interaction, interactionsOf } from '@cloison/qti/delivery';
import {
  type AccommodationSpec,
  type AnalysisSpec,
  type CampaignSpec,
  DEFAULT_NOT_SITTING,
  DOCUMENT_PATTERNS,
  type DomainSpec,
  type ReferenceSpec,
  type RegressionTerm,
  type SequenceSpec,
} from '../campaign/spec.ts';
import type { CampaignProblemCode } from './campaign-problems.ts';
import { readForms } from './domain-forms.ts';
import type { PackageItem, SequencePackage } from './packages.ts';
import type { SequenceDesign } from './sequence-design.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

const RESERVED = new Set<string>([
  ...DOCUMENT_PATTERNS,
  'desk',
  'entry',
  'entry-base',
  'campaign',
  'manifest',
]);

/**
 * The specification with defaults filled in, or null when something is at fault; every fault is reported. `packages` has
 * those that could be read, by sequence; a sequence without one was reported where it was read.
 */
export function checkSpec(
  file: YamlFile,
  read: SpecFile,
  packages: ReadonlyMap<string, SequencePackage>,
  references: ReadonlyMap<string, ReferenceSpec>,
  designs: ReadonlyMap<number, SequenceDesign>,
  variants: ReadonlyMap<number, NonNullable<SequenceSpec['variants']>> = new Map(),
): CampaignSpec | null {
  let faults = 0;
  const fault: Fault = (code, path, values) => {
    faults += 1;
    file.add(code, path, values);
  };
  checkUnique(file, fault, 'level', read.levels, ['levels']);
  checkUnique(file, fault, 'sequence', read.sequences, ['sequences']);
  checkUnique(file, fault, 'domain', read.domains, ['domains']);
  checkUnique(file, fault, 'accommodation', read.accommodations, ['accommodations']);
  checkUnique(
    file,
    fault,
    'module',
    (read.customInteractions ?? []).map(({ module: id }) => ({ id })),
    ['customInteractions'],
  );
  checkUnique(file, fault, 'reason', read.notSitting ?? [], ['notSitting']);
  for (const [i, level] of read.levels.entries()) {
    if (!read.sequences.some((sequence) => sequence.level === level.id)) {
      fault('level-empty', ['levels', i], { id: level.id });
    }
  }
  if (read.doubleEntry !== undefined && !read.levels.some(({ mode }) => mode === 'entry'))
    fault('double-entry-level', ['doubleEntry']);
  if (read.progress?.since === read.campaign) fault('progress-self', ['progress', 'since']);
  for (const id of Object.keys(read.progress?.domains ?? {})) {
    if (!read.domains.some((domain) => domain.id === id))
      fault('progress-domain', ['progress', 'domains', id], { id });
  }
  const sequences = read.sequences.map((one, i) =>
    withVariants(
      checkSequence(file, fault, read, one, i, packages.get(one.id) ?? null, designs.get(i) ?? null),
      variants.get(i),
    ),
  );
  const unsound = new Set(sequences.flatMap(({ id }, i) => (designs.get(i)?.sound === false ? [id] : [])));
  const domains = checkDomains(file, fault, { read, sequences, unsound }, packages, references);
  const accommodations = read.accommodations.map((one, i): AccommodationSpec => {
    const { id, title, time = 1, font = null, zoom = null, contrast = null, tools } = one;
    if (time === 1 && font === null && zoom === null && contrast === null && tools === undefined) {
      fault('accommodation-empty', ['accommodations', i]);
    }
    return { id, title, time, font, zoom, contrast, ...(tools === undefined ? {} : { tools }) };
  });
  if (read.content?.ahead === true && read.levels.every(({ mode }) => mode === 'entry')) {
    fault('content-ahead-entry', ['content', 'ahead']);
  }
  if (faults > 0) return null;
  const { campaign, title, year, rehearsal, address, levels, codes, scale, secrecy, reports } = read;
  return {
    name: campaign,
    title,
    year,
    rehearsal,
    address: address.endsWith('/') ? address : `${address}/`,
    levels: levels.map((level) => ({ ...level, reports: level.reports ?? reports })),
    sequences,
    domains,
    accommodations,
    notSitting: read.notSitting ?? DEFAULT_NOT_SITTING,
    ...(read.doubleEntry === undefined ? {} : { doubleEntry: read.doubleEntry }),
    ...(read.progress === undefined ? {} : { progress: read.progress }),
    ...(read.cohort === undefined ? {} : { cohort: read.cohort }),
    codes: { reservePerSchool: codes.reservePerSchool ?? 3, teachersPerClass: codes.teachersPerClass ?? 1 },
    scale,
    secrecy: { minPupils: secrecy.minPupils ?? 5, minSchools: secrecy.minSchools ?? 3 },
    ...(read.contact === undefined ? {} : { contact: read.contact }),
    ...(read.analysis === undefined ? {} : { analysis: analysisOf(read.analysis) }),
    ...(read.validity === 'specification' ? { validity: read.validity } : {}),
    ...(read.content?.ahead === true ? { content: { ahead: true } } : {}),
    ...(read.processData === false ? { processData: false } : {}),
    ...(read.customInteractions === undefined ? {} : { customInteractions: read.customInteractions }),
  };
}

function analysisOf(read: NonNullable<SpecFile['analysis']>): AnalysisSpec {
  const {
    groups = null,
    weight = null,
    clusters = null,
    plausible = null,
    dimensions,
    regression,
    ...rest
  } = read;
  return {
    ...rest,
    groups,
    weight,
    clusters,
    plausible,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(regression === undefined ? {} : { regression: regression.map(termOf) }),
  };
}

function termOf(term: NonNullable<NonNullable<SpecFile['analysis']>['regression']>[number]): RegressionTerm {
  return typeof term === 'string'
    ? { column: term, reference: null }
    : { column: term.column, reference: term.reference ?? null };
}

type Fault = (
  code: CampaignProblemCode,
  path: YamlPath,
  values?: Readonly<Record<string, string | number>>,
) => void;

function checkUnique(
  file: YamlFile,
  fault: Fault,
  what: string,
  list: readonly { readonly id: string }[],
  path: YamlPath,
): void {
  const first = new Map<string, number>();
  for (const [i, { id }] of list.entries()) {
    const at = [...path, i, 'id'];
    const before = first.get(id);
    if (before === undefined) first.set(id, file.at(at).line);
    else fault('id-twice', at, { what, id, first: before });
  }
}

function checkSequence(
  file: YamlFile,
  fault: Fault,
  read: SpecFile,
  one: SpecFile['sequences'][number],
  index: number,
  pack: SequencePackage | null,
  design: SequenceDesign | null,
): SequenceSpec {
  const path: YamlPath = ['sequences', index];
  const level = read.levels.find(({ id }) => id === one.level);
  if (level === undefined) fault('level-unknown', [...path, 'level'], { id: one.level });
  if (RESERVED.has(one.id)) fault('sequence-name-reserved', [...path, 'id'], { id: one.id });
  const entry = level?.mode === 'entry';
  if (entry && one.exercises === undefined) fault('exercises-required', path);
  if (entry && one.minutes != null) fault('minutes-entry', [...path, 'minutes']);
  if (one.exercises !== undefined && one.items !== undefined)
    fault('items-and-exercises', [...path, 'items']);
  checkUnique(file, fault, 'exercise', one.exercises ?? [], [...path, 'exercises']);
  const placed: { item: string; at: YamlPath }[] = [];
  for (const [i, exercise] of (one.exercises ?? []).entries()) {
    for (const [j, item] of exercise.items.entries()) {
      placed.push({ item, at: [...path, 'exercises', i, 'items', j] });
    }
    checkPage(fault, exercise.page ?? null, [...path, 'exercises', i, 'page'], pack);
  }
  for (const [i, item] of (one.items ?? []).entries()) placed.push({ item, at: [...path, 'items', i] });
  placed.push(...(design?.placed ?? []));
  if (placed.length === 0 && pack !== null && design === null) {
    for (const item of pack.order) placed.push({ item, at: [...path, 'package'] });
    if (pack.order.length === 0) fault('no-items', [...path, 'package'], { id: one.id });
  }
  const first = new Map<string, number>();
  for (const { item, at } of placed) {
    const before = first.get(item);
    if (before !== undefined) fault('item-twice', at, { item, first: before });
    else first.set(item, file.at(at).line);
    if (pack !== null) checkItem(fault, pack, one.package, item, at, entry);
  }
  checkAttempts(fault, one, [...first.keys()], [...path, 'attempts'], pack, entry);
  const { id, title, minutes = null, instructions = null } = one;
  return {
    id,
    level: one.level,
    title,
    package: one.package,
    minutes,
    ...(one.day === undefined ? {} : { day: one.day }),
    instructions,
    ...(one.tools === undefined ? {} : { tools: one.tools }),
    exercises: (one.exercises ?? []).map((exercise) => ({ ...exercise, page: exercise.page ?? null })),
    items: [...first.keys()],
    ...(design?.adaptive == null ? {} : { adaptive: design.adaptive }),
    ...(design?.booklets == null ? {} : { booklets: design.booklets }),
    ...(one.attempts === undefined ? {} : { attempts: one.attempts }),
  };
}

/** Several attempts are given on screen, of items of the sequence that have some, and on no routing table. */
function checkAttempts(
  fault: Fault,
  { attempts = [], modules }: SpecFile['sequences'][number],
  items: readonly string[],
  at: YamlPath,
  pack: SequencePackage | null,
  entry: boolean,
): void {
  if (attempts.length > 0 && entry) fault('attempts-entry', at);
  if (attempts.length > 0 && modules !== undefined) fault('attempts-modules', at);
  for (const [i, item] of attempts.entries()) {
    const found = pack?.items.get(item);
    // Why the attempts of one are refused is among its own faults.
    if (!items.includes(item) || (found !== undefined && found.item.steps === null))
      fault('attempts-none', [...at, i], { item });
  }
}

function withVariants(sequence: SequenceSpec, variants: SequenceSpec['variants']): SequenceSpec {
  if (variants === undefined) return sequence;
  const own = Object.entries(variants).filter(([item]) => sequence.items.includes(item));
  return own.length === 0 ? sequence : { ...sequence, variants: Object.fromEntries(own) };
}

const PICTURES = /\.(?:svg|png|jpe?g|webp)$/i;

function checkPage(fault: Fault, page: string | null, at: YamlPath, pack: SequencePackage | null): void {
  if (page === null || pack === null) return;
  if (!pack.assets.has(page)) fault('page-missing', at, { path: page });
  else if (!PICTURES.test(page)) fault('page-type', at, { path: page });
}

function checkItem(
  fault: Fault,
  pack: SequencePackage,
  name: string,
  item: string,
  at: YamlPath,
  entry: boolean,
): void {
  const found = pack.items.get(item);
  if (found === undefined) {
    fault(pack.refused.has(item) ? 'item-refused' : 'item-missing', at, { item, package: name });
    return;
  }
  if (entry && !canBeKeyedIn(found)) fault('item-entry-type', at, { item });
}

/** One single choice, or one short text or a list of them: what one cell of an entry grid holds. */
export function canBeKeyedIn({ delivery }: Pick<PackageItem, 'delivery'>): boolean {
  const interactions: readonly Interaction[] = interactionsOf(delivery.body);
  if (interactions.length !== 1 || delivery.responses.length !== 1) return false;
  const [one, response] = [interactions[0]!, delivery.responses[0]!];
  const takesList = response.cardinality === 'multiple' || response.cardinality === 'ordered';
  if (one.kind === 'extendedText') return takesList;
  if (response.cardinality !== 'single') return false;
  return one.kind === 'choice' || one.kind === 'textEntry' || one.kind === 'inlineChoice';
}

function checkDomains(
  file: YamlFile,
  fault: Fault,
  {
    read,
    sequences,
    unsound,
  }: {
    readonly read: SpecFile;
    readonly sequences: readonly SequenceSpec[];
    /** Sequences whose modules or booklets are at fault. */
    readonly unsound: ReadonlySet<string>;
  },
  packages: ReadonlyMap<string, SequencePackage>,
  references: ReadonlyMap<string, ReferenceSpec>,
): DomainSpec[] {
  const taken = new Map<string, { domain: string; line: number }>();
  return read.domains.map((domain, i) => {
    const path: YamlPath = ['domains', i];
    if (!read.levels.some(({ id }) => id === domain.level)) {
      fault('level-unknown', [...path, 'level'], { id: domain.level });
    }
    const sequence = sequences.find(({ id }) => id === domain.sequence);
    if (sequence === undefined) fault('sequence-unknown', [...path, 'sequence'], { id: domain.sequence });
    else if (sequence.level !== domain.level) {
      fault('domain-level', [...path, 'level'], { level: domain.level, other: sequence.level });
    }
    let maxScore: number | null = 0;
    for (const [j, item] of domain.items.entries()) {
      const at = [...path, 'items', j];
      const key = `${domain.sequence}\0${item}`;
      const before = taken.get(key);
      if (before?.domain === domain.id) fault('item-twice', at, { item, first: before.line });
      else if (before !== undefined)
        fault('item-two-domains', at, { item, domain: before.domain, first: before.line });
      else taken.set(key, { domain: domain.id, line: file.at(at).line });
      // A refused item is in no sequence that takes its package whole: why it was refused is said of the package.
      const isRefused = packages.get(domain.sequence)?.refused.has(item) === true;
      if (
        sequence !== undefined &&
        sequence.items.length > 0 &&
        !sequence.items.includes(item) &&
        !isRefused
      ) {
        fault('item-other-sequence', at, { item, sequence: domain.sequence });
      }
      const found = packages.get(domain.sequence)?.items.get(item);
      if (found !== undefined && found.maxScore === null) fault('item-unscored', at, { item });
      maxScore = found?.maxScore == null || maxScore === null ? null : maxScore + found.maxScore;
    }
    const pointsOf = (item: string) => packages.get(domain.sequence)?.items.get(item)?.maxScore ?? null;
    const formed = unsound.has(domain.sequence)
      ? null
      : readForms(file, domain, path, sequence ?? null, pointsOf);
    const { id, level, title, sentence, items, testSpecific, guidance, standard } = domain;
    const reference = references.get(id);
    return {
      id,
      level,
      sequence: domain.sequence,
      title,
      sentence,
      items,
      thresholds: formed?.thresholds ?? [1, 1],
      testSpecific,
      maxScore: maxScore ?? 0,
      ...(formed?.forms === undefined ? {} : { forms: formed.forms }),
      ...(guidance === undefined ? {} : { guidance }),
      ...(reference === undefined ? {} : { reference }),
      ...(standard === undefined ? {} : { standard }),
    };
  });
}
