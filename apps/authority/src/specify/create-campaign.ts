/** `cloison campaign create`: takes a valid folder into the vault, and makes what will be published: content without keys. */

import { createHash } from 'node:crypto';
import { problemsAsData } from '@cloison/command/problem';
import { type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, equalBytes, toHex, utf8 } from '@cloison/protocol/public';
import type { Script, SequenceContent } from '@cloison/qti/delivery';
import {
  campaignNames,
  campaignRow,
  findCampaign,
  insertCampaign,
  specOf,
} from '../campaign/campaign-row.ts';
import { CORRECTED_SOURCE, insertContent, MANIFEST_PATH, sourceHashes } from '../campaign/content-files.ts';
import { endHasBegun, isPast } from '../campaign/ended-cohort.ts';
import { KEY_CHECK, signsDocuments } from '../campaign/open-campaign.ts';
import { refuseCampaign } from '../campaign/refusals.ts';
import { type AdaptiveSpec, type CampaignSpec, modulesOf } from '../campaign/spec.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import { registerKeyCopy } from '../keys/copies.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { checkSigningKey, noteSigningKey } from '../keys/signing-keys.ts';
import {
  keepContentKeys,
  packPath,
  sealContent,
  sealedSequences,
  sequenceOfFile,
  storedPacks,
} from '../sealed-content/seal-content.ts';
import type { ContentRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import { ANALYSIS_SOURCE } from './analysis-files.ts';
import type { SequencePackage } from './packages.ts';
import {
  type ValidateOptions,
  type Validation,
  type ValidCampaign,
  validateCampaign,
} from './validate-campaign.ts';
import { publishedForms } from './variants.ts';

export interface CreatedCampaign {
  readonly name: string;
  /** Hexadecimal; in every ticket and keyring. */
  readonly manifest: string;
  /** False: it was there already, the same. */
  readonly created: boolean;
  readonly contentFiles: number;
  readonly contentBytes: number;
}

interface ContentFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly hash: Bytes;
}

/**
 * Throws `campaign-invalid` (with `problems` in its data), `campaign-exists` when another campaign has the name,
 * `progress-missing`, `progress-domain-missing`, `cohort-has-ended`, `cohort-day-past`, `cohort-differs`. Running it again with
 * the same folder changes nothing. The identity key is made first: cut short there, the next run uses it.
 */
export async function createCampaign(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  folder: string,
  options: ValidateOptions = {},
): Promise<CreatedCampaign> {
  const validation = validateCampaign(folder, options);
  if (validation.campaign === null) throw invalid(validation);
  const campaign = validation.campaign;
  const name = campaign.spec.name;
  const before = findCampaign(vault, name);
  const content = publicContent(campaign);
  const sealed = sealedSequences(campaign.spec);
  const fresh = before === null && sealed.length > 0 ? await sealContent(campaign.spec, content) : null;
  const packs = [...(fresh?.packs ?? storedPacks(vault, campaign.spec))].map(([sequence, bytes]) => ({
    sequence,
    file: contentFile(packPath(sequence), 'application/octet-stream', bytes),
  }));
  const manifest = contentFile(MANIFEST_PATH, 'application/json', manifestOf(campaign, content, packs));
  const published = [
    ...content.filter(({ path }) => sequenceOfFile(sealed, path) === null),
    ...packs.map(({ file }) => file),
    manifest,
  ];
  const sources = sourceFiles(campaign);
  const spec = JSON.stringify(campaign.spec);
  const calendars = JSON.stringify(campaign.calendars);
  const result = {
    name,
    manifest: toHex(manifest.hash),
    contentFiles: published.length,
    contentBytes: published.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
  if (before !== null) {
    const same =
      before.spec === spec &&
      before.calendars === calendars &&
      equalBytes(before.manifest_hash, manifest.hash) &&
      equalBytes(digestOf(sources), storedDigest(vault, name));
    if (!same) throw refuseCampaign('campaign-exists', { name });
    return { ...result, created: false };
  }
  requireEarlier(vault, campaign.spec);
  requireLivingCohort(vault, actor, campaign.spec);
  checkSigningKey(vault, keys);
  const key = await keys.ensureKey('identity', name);
  const sealer = new Sealer(name, key.key);
  vault.transaction(() => {
    insertCampaign(vault, {
      name,
      rehearsal: campaign.spec.rehearsal ? 1 : 0,
      spec,
      calendars,
      manifest_hash: manifest.hash,
      key_check: sealer.seal('campaign', 'key_check', name, KEY_CHECK),
      created_at: actor.now().toISOString(),
    });
    vault.setMeta(signsDocuments(name), 'protocol 2');
    for (const file of published) insertContent(vault, name, 'public', file);
    if (fresh !== null) keepContentKeys(vault, sealer, name, fresh.keys);
    for (const file of sources) insertContent(vault, name, 'source', file);
    appendJournal(vault, actor, 'campaign.create', name, {
      manifest: result.manifest,
      files: result.contentFiles,
      levels: campaign.spec.levels.length,
      sequences: campaign.spec.sequences.length,
      rehearsal: campaign.spec.rehearsal,
      ...(campaign.spec.progress === undefined ? {} : { progress: campaign.spec.progress.since }),
    });
    registerKeyCopy(vault, actor, 'identity', name, key);
    noteSigningKey(vault, actor, keys.authorityPublic().publicKey);
  });
  return { ...result, created: true };
}

/** The campaign since which progress is counted is in the vault, open or closed, and has the domains. */
function requireEarlier(vault: Vault, { progress }: CampaignSpec): void {
  if (progress === undefined) return;
  const earlier = findCampaign(vault, progress.since);
  if (earlier === null) {
    throw refuseCampaign('progress-missing', {
      name: progress.since,
      names: campaignNames(vault).join(', ') || '-',
    });
  }
  const ids = specOf(earlier).domains.map(({ id }) => id);
  const unknown = Object.values(progress.domains).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw refuseCampaign('progress-domain-missing', {
      name: earlier.name,
      id: unknown,
      ids: ids.join(', '),
    });
  }
}

/**
 * Pupils of a cohort that has ended cannot be followed: its keys are gone. Until when the keys survive stands in certificates
 * that were signed: a later campaign of the cohort says the same day.
 */
function requireLivingCohort(vault: Vault, actor: Actor, { cohort }: CampaignSpec): void {
  if (cohort === undefined) return;
  if (endHasBegun(vault, cohort.name)) throw refuseCampaign('cohort-has-ended', { cohort: cohort.name });
  if (isPast(cohort.until, actor.now()))
    throw refuseCampaign('cohort-day-past', { cohort: cohort.name, until: cohort.until });
  for (const name of campaignNames(vault)) {
    const other = specOf(campaignRow(vault, name)).cohort;
    if (other?.name === cohort.name && other.until !== cohort.until)
      throw refuseCampaign('cohort-differs', { cohort: cohort.name, name, until: other.until });
  }
}

function invalid(validation: Validation): Error {
  return refuseCampaign(
    'campaign-invalid',
    { count: validation.problemCount },
    { problems: problemsAsData(validation.problems, 'fr'), list: validation.problems },
  );
}

function contentFile(path: string, type: string, bytes: Uint8Array): ContentFile {
  return { path, type, bytes, hash: new Uint8Array(createHash('sha256').update(bytes).digest()) };
}

/** What a browser gets, besides the manifest: one file a sequence, and the pictures that its items use. */
function publicContent({ spec, packages }: ValidCampaign): ContentFile[] {
  const files = new Map<string, ContentFile>();
  for (const sequence of spec.sequences) {
    const pack = packages.get(sequence.id)!;
    const forms = new Map(
      sequence.items.map((id) => [id, publishedForms(sequence, pack, id, modulesOf(spec))]),
    );
    const items = [...forms.values()].flat();
    // Names of variants stand where the campaign names their item.
    const exercises = sequence.exercises.map((one) => ({
      ...one,
      items: one.items.flatMap((id) => (forms.get(id) ?? []).map((form) => form.id)),
    }));
    const scripts = scriptsOf(pack, sequence.items);
    const body: SequenceContent = {
      v: 1,
      id: sequence.id,
      items,
      ...(scripts.length === 0 ? {} : { scripts }),
      ...(sequence.exercises.length === 0 ? {} : { exercises }),
      ...(sequence.adaptive === undefined ? {} : { modules: publicModules(sequence.adaptive) }),
    };
    const path = `sequences/${sequence.id}.json`;
    files.set(path, contentFile(path, 'application/json', utf8(JSON.stringify(body))));
    for (const { path: file } of scripts) {
      const at = `assets/${sequence.id}/${file}`;
      // Not a type of scripts: no page of the platform loads it as one, only the player hands it to a frame.
      files.set(at, contentFile(at, 'application/octet-stream', pack.files.get(file)!));
    }
    const pages = sequence.exercises.flatMap(({ page }) => page ?? []);
    for (const asset of new Set([...items.flatMap((item) => item.assets), ...pages])) {
      const { mediaType, bytes } = pack.assets.get(asset)!;
      const at = `assets/${sequence.id}/${asset}`;
      files.set(at, contentFile(at, mediaType, bytes));
    }
  }
  return [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Modules of portable custom interactions that these items load, each once. */
function scriptsOf(pack: SequencePackage, items: readonly string[]): readonly Script[] {
  const scripts = new Map(
    items.flatMap((id) =>
      pack.items.get(id)!.item.scripts.map(({ module, path }) => [module, path] as const),
    ),
  );
  return [...scripts]
    .map(([module, path]) => ({ module, path }))
    .toSorted((a, b) => (a.module < b.module ? -1 : 1));
}

/** What a browser may have of the modules before a stage ends: which items they hold, and which may follow; no cut. */
function publicModules({ modules }: AdaptiveSpec): NonNullable<SequenceContent['modules']> {
  return modules.map(({ id, items, next }) => ({ id, items: [...items], next: [...next] }));
}

interface Pack {
  readonly sequence: string;
  readonly file: ContentFile;
}

function manifestOf(
  { spec, ceilings }: ValidCampaign,
  content: readonly ContentFile[],
  packs: readonly Pack[],
): Uint8Array {
  const packOf = (sequence: string) => {
    const file = packs.find((one) => one.sequence === sequence)?.file;
    return file === undefined ? {} : { pack: { hash: toHex(file.hash), bytes: file.bytes.length } };
  };
  const manifest: Manifest = {
    v: 1,
    campaign: spec.name,
    title: spec.title,
    year: spec.year,
    rehearsal: spec.rehearsal,
    address: spec.address,
    levels: spec.levels.map(({ id, title, mode, atHome }) => ({
      id,
      title,
      mode,
      ...(atHome === undefined ? {} : { atHome }),
    })),
    ...(spec.processData === false ? { processData: false } : {}),
    sequences: spec.sequences.map(({ id, level, title, minutes, day, instructions, items, tools }) => ({
      id,
      level,
      title,
      minutes,
      instructions,
      content: `sequences/${id}.json`,
      items: [...items],
      ...(day === undefined ? {} : { day }),
      ...(tools === undefined ? {} : { tools: [...tools] }),
      ...packOf(id),
    })),
    domains: spec.domains.map(({ id, level, sequence, title, sentence, items, testSpecific, guidance }) => ({
      id,
      level,
      sequence,
      title,
      sentence,
      items: [...items],
      testSpecific,
      ...(guidance === undefined ? {} : { guidance }),
    })),
    ...(spec.notSitting === undefined
      ? {}
      : { notSitting: spec.notSitting.map(({ id, title }) => ({ id, title: { ...title } })) }),
    ...(spec.doubleEntry === undefined ? {} : { doubleEntry: { ...spec.doubleEntry } }),
    ceilings: { ...ceilings },
    files: Object.fromEntries(
      content.map(({ path, hash, bytes, type }) => [path, { hash: toHex(hash), bytes: bytes.length, type }]),
    ),
  };
  return utf8(JSON.stringify(parseManifest(manifest)));
}

/** Packages with their keys, `{sequence}/{path}`, the two YAML files, and `~/{path}` for the analysis: the vault can score without the folder. */
function sourceFiles({ spec, packages, sources }: ValidCampaign): ContentFile[] {
  const files: ContentFile[] = [];
  for (const { id } of spec.sequences) {
    for (const [path, bytes] of packages.get(id)!.files) {
      files.push(contentFile(`${id}/${path}`, 'application/octet-stream', bytes));
    }
  }
  for (const [path, bytes] of sources) {
    const type = path.startsWith(ANALYSIS_SOURCE) ? 'application/octet-stream' : 'application/yaml';
    files.push(contentFile(path, type, bytes));
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function digestOf(files: readonly Pick<ContentRow, 'path' | 'hash'>[]): Bytes {
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify([file.path, toHex(file.hash)]));
  return new Uint8Array(hash.digest());
}

function storedDigest(vault: Vault, name: string): Bytes {
  // Files of corrections came later.
  const own = sourceHashes(vault, name).filter(({ path }) => !path.startsWith(CORRECTED_SOURCE));
  return digestOf(own.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}
