/** What has to hold after each pass, after each restart, and at the end (docs/simulation.md). */
import { createHash } from 'node:crypto';
import { Refusal } from '@cloison/command/refusal';
import { equalBytes, fromBase64Url, parseEnvelopeHeader, toBase64Url, toHex } from '@cloison/protocol/public';
import {
  findPublicFile,
  givenFiles,
  publicPaths,
} from '../../../apps/authority/src/campaign/content-files.ts';
import { givenCampaigns } from '../../../apps/authority/src/campaign/last-publication.ts';
import type { OpenCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { someGiven } from '../../../apps/authority/src/codes/publish-holders.ts';
import type { ServeEvent } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { givenDocuments } from '../../../apps/authority/src/documents/document-ledger.ts';
import { readSittings } from '../../../apps/authority/src/score/sittings.ts';
import type { CampaignFeed } from '../../../apps/platform/src/store/feed.ts';
import { PLANTED } from '../lies/alter-json.ts';
import { runtime } from '../runtime/install.ts';
import { type KeptEnvelope, OfficeView } from './office-view.ts';
import type { Run } from './run.ts';
import { NAME_OF_CAMPAIGN } from './scenario.ts';
import type { ToldLie } from './simulated-host.ts';
import { recordKeyOf, type Sealed } from './truth.ts';

/** A signed call is good for five minutes, less what it takes to arrive. */
const CLOCKS_APART_MS = 4 * 60_000;
/** A pass ends by itself after eight seconds (`serve-campaign.ts`). */
const MUCH_OF_A_PASS_MS = 6_000;
/** After it a pass reads no further (`collect/serve-campaign.ts`). */
const TIME_TO_COLLECT_MS = 3_000;
/** A feed that repeats itself is seen by its pages, over all passes: fifty that bring nothing new, and what is kept besides. */
const REPEATING = 'endless-repeating';
const REPEATS_AT_MOST = 60;

/** A message is read on a screen. */
const LONGEST_MESSAGE = 2_000;
/** As engines, undici and schemas say it. */
const OF_LIBRARIES =
  /fetch failed|terminated|unexpected (?:token|end)|is not (?:a function|iterable)|cannot read|undefined|\bJSON\b|strict_object|safe_integer|min_value/i;

/** `document-versions`: the host says each time that it has a newer one. */
const MAY_REFUSE_PUBLICATION = /^(?:platform-.*|document-refused|document-versions)$/;

/** What the first question, for the key, may be answered. */
const AT_FIRST_CONTACT = /^platform-(?:key-.*|answer|refused|signature|purged|full)$/;

/** Of a `campaign serve` that runs, or is started, while the signing key is replaced. */
const WHILE_KEYS_CHANGE = /^(?:signing-key-changed|key-store-missing)$/;

interface Page {
  readonly entries: readonly { readonly holder: string; readonly name: string; readonly hash: string }[];
}

export class Invariants {
  readonly #run: Run;
  /** What the office had after the last pass and could open. */
  #kept = new Map<string, KeptEnvelope>();
  /** Finals that the office had as heads, by record. */
  readonly #finals = new Map<string, string>();
  /** By pupil: the final that ended the record and is counted, and what it says. */
  readonly #complete = new Map<number, { readonly hash: string; readonly items: string }>();
  readonly #changed = new Set<string>();
  /** Finals that the platform has before the campaign is closed. */
  readonly #endedThere = new Set<string>();
  readonly #besideThere = new Set<string>();
  #toldBeforeClosing = 0;
  #told: ToldLie[] = [];
  #toldAtMs = 0;
  /** Pages that repeated themselves, over all passes, while the office had not named them. */
  #repeats = 0;
  #accusations = 0;
  /** An older copy was put in the place of the vault, and no whole pass has been made since. */
  #officeIsBehind = false;
  #vaultIsCopy = false;
  /** Holders made since that copy: what they seal opens nowhere, and is set aside. */
  #unknown: ReadonlySet<string> = new Set();
  #storeIsCopy = false;
  /** Heads of the office that a store which was put back lacks; null: none was, or they were looked at. */
  #toBeNamed: { readonly heads: readonly KeptEnvelope[]; passes: number } | null = null;

  constructor(run: Run) {
    this.#run = run;
  }

  /** The office gave this pupil another code, or opened a sequence again: another sitting may count from now on. */
  changedByOffice(who: string): void {
    this.#changed.add(who);
  }

  hasChanged(who: string): boolean {
    return this.#changed.has(who);
  }

  wasTold(told: ToldLie): void {
    if (this.#told.length === 0) this.#toldAtMs = runtime.elapsedMs;
    this.#told.push(told);
  }

  /** What was told to the process that is gone may never have reached it. */
  officeWasKilled(): void {
    this.#told = [];
    this.#run.host.passEnded();
  }

  /**
   * Ends of `campaign serve` that are right, before the first good answer: another platform, one that does not answer as the
   * protocol says, or clocks too far apart for a signed call.
   */
  mayEnd(error: unknown): boolean {
    const code = error instanceof Refusal ? error.code : '';
    const { office, platform, officeSkewMs, clockSetAtMs, host, isHonest } = this.#run;
    // One that was set during a pass may have been wrong until then.
    const wasSet = host.passBeganMs !== null && host.passBeganMs <= clockSetAtMs;
    const areClocksApart = wasSet || Math.abs(officeSkewMs - platform.skewMs) > CLOCKS_APART_MS;
    const isRight =
      (AT_FIRST_CONTACT.test(code) && !isHonest) ||
      (code === 'platform-signature' && (areClocksApart || this.#run.signing.isKeyUnregistered));
    const may =
      (isRight && !office.hasChecked) || (this.#run.signing.count > 0 && WHILE_KEYS_CHANGE.test(code));
    this.#told = [];
    host.passEnded();
    return may;
  }

  /**
   * A copy of the vault was put back. What the vault had by now has to come again with the next whole pass: from a platform that
   * has it, of codes that the copy knows.
   */
  async officeIsOfBefore(): Promise<void> {
    this.officeWasKilled();
    this.#run.host.lastTruePage = null;
    this.#officeIsBehind = true;
    this.#vaultIsCopy = true;
    const ids = [...this.#run.people.holders.keys()];
    const copied = this.#run.office.look((vault) => {
      const view = new OfficeView({ vault, name: NAME_OF_CAMPAIGN });
      this.#unknown = new Set(ids.filter((id) => !view.knows(id)));
      return view.kept();
    });
    if (this.#toBeNamed !== null) {
      const records = new Set(this.#toBeNamed.heads.map(recordKeyOf));
      // What the copy has not seen it cannot miss.
      const heads = copied.filter((one) => one.isHead && records.has(recordKeyOf(one)));
      this.#toBeNamed = { heads, passes: 0 };
    }
    for (const [hash, { holder }] of this.#kept) if (this.#unknown.has(holder)) this.#kept.delete(hash);
    if (!this.#run.isHonest || this.#storeIsCopy) await this.#expectWhatThePlatformHas();
  }

  /** A copy of the store was put back. `rescued`: what rescue files had brought by the time of the copy. */
  async platformIsOfBefore(rescued: ReadonlySet<string>): Promise<void> {
    const { truth } = this.#run;
    this.#storeIsCopy = true;
    await this.#run.platform.whileStarted(async (store) => {
      const lookup = await store.campaign(NAME_OF_CAMPAIGN);
      if (lookup.state !== 'open') return;
      const versionOf = async (holder: string, name: string) =>
        (await lookup.campaign.record(fromBase64Url(holder), name))?.version ?? 0;
      for (const hash of truth.acknowledged) {
        const sealed = truth.envelopes.get(hash) as Sealed;
        if ((await versionOf(sealed.holder, sealed.name)) >= sealed.version) continue;
        truth.acknowledged.delete(hash);
        truth.lost.add(hash);
      }
      for (const hash of truth.rescued) {
        if (rescued.has(hash)) continue;
        truth.rescued.delete(hash);
        truth.lost.add(hash);
      }
      const heads: KeptEnvelope[] = [];
      // A vault of before has not seen what it had seen: nothing is older to it.
      for (const one of this.#officeIsBehind ? [] : this.#kept.values())
        if (one.isHead && (await versionOf(one.holder, one.name)) < one.version) heads.push(one);
      this.#toBeNamed = { heads, passes: 0 };
    });
    // Neither of the two has it.
    if (this.#officeIsBehind) await this.#expectWhatThePlatformHas();
  }

  /** Of what the vault had, before an older copy of it was put back, this alone can come again. */
  async #expectWhatThePlatformHas(): Promise<void> {
    this.#finals.clear();
    this.#complete.clear();
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    for (const [hash, { holder, name }] of this.#kept) {
      const head =
        lookup?.state === 'open' ? await lookup.campaign.record(fromBase64Url(holder), name) : null;
      if (head === null || hashOf(head.bytes) !== hash) this.#kept.delete(hash);
    }
  }

  /** A platform keeps the newest branch of each device: one that the vault had may have been replaced there since. */
  #forgetReplacedBranches(): void {
    for (const [hash, one] of this.#kept) {
      const all = this.#run.truth.records.get(recordKeyOf(one)) ?? [];
      const at = all.findIndex((sealed) => sealed.hash === hash);
      const device = deviceIn(all[at]);
      if (!one.isHead && all.slice(at + 1).some((later) => deviceIn(later) === device))
        this.#kept.delete(hash);
    }
  }

  /** What an older store shows in the place of what the office has is named, unless it has come again meanwhile. */
  async #rollbacksAreNamed(office: OfficeView): Promise<void> {
    const { heads } = this.#toBeNamed ?? { heads: [] };
    this.#toBeNamed = null;
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (lookup?.state !== 'open') return;
    for (const { holder, name, version } of heads) {
      const id = fromBase64Url(holder);
      const shown = (await lookup.campaign.record(id, name))?.version ?? 0;
      if (shown < version && !office.hasRollback(id, name))
        this.#found('rollback-unnamed', `${name} of ${holder}: v${shown} in the place of v${version}`);
    }
  }

  /** What a browser calls saved after a store was put back is on the platform, as the head or behind it, or at the office. */
  async cameAgain(hash: string): Promise<void> {
    const { truth, platform } = this.#run;
    const sealed = truth.envelopes.get(hash);
    const lookup = await platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (sealed === undefined || lookup?.state !== 'open') return;
    const head = await lookup.campaign.record(fromBase64Url(sealed.holder), sealed.name);
    const now = head === null ? undefined : truth.envelopes.get(hashOf(head.bytes));
    if (now !== undefined && truth.isBehind(sealed, now)) return;
    // Of a sequence that was opened again since, only what follows is sent.
    if (this.#kept.has(hash)) return;
    this.#found('lost-does-not-come-again', `${sealed.name} v${sealed.version} of ${sealed.holder}`);
  }

  afterPass(office: OfficeView, campaign: OpenCampaign, event: ServeEvent): void {
    const kept = office.kept();
    const isWhole = event.kind === 'pass' && event.complete;
    if (isWhole && this.#run.isHonest && this.#officeIsBehind) {
      this.#officeIsBehind = false;
      this.#forgetReplacedBranches();
    }
    if (!this.#officeIsBehind) {
      this.#nothingCollectedIsLost(kept);
      this.#finalsStay(kept);
      this.#sittingsStay(campaign, kept);
    }
    // The first one may have begun before.
    if (isWhole && this.#run.isHonest && this.#toBeNamed !== null && ++this.#toBeNamed.passes > 1)
      void this.#rollbacksAreNamed(office);
    if (this.#run.isHonest) {
      if (office.accusationsBeyond({ store: this.#storeIsCopy, vault: this.#vaultIsCopy }) > 0)
        this.#found('honest-host-accused', JSON.stringify(office.incidentsAndJournal()));
      if (event.kind === 'pass' && event.failures.length > 0)
        this.#found('report-failed', JSON.stringify(event.failures));
    }
    this.#incidentsAreJournaled(office);
    if (event.kind === 'pass') this.#whatCameIsHere(kept);
    this.#liesAreNamed(office, event);
  }

  /** What a person reads is the project's own words: nothing that the host wrote, nothing of a library. */
  messageIsOurs({ code, words, data }: Refusal): void {
    for (const text of [...Object.values(words), JSON.stringify(data)]) {
      if (text.includes(PLANTED)) this.#found('words-of-the-host', `${code}: ${text.slice(0, 200)}`);
      if (OF_LIBRARIES.test(text)) this.#found('words-of-a-library', `${code}: ${text.slice(0, 200)}`);
      if (text.length > LONGEST_MESSAGE) this.#found('endless-message', `${code}: ${text.length} characters`);
    }
  }

  #incidentsAreJournaled(office: OfficeView): void {
    const accusations = office.accusations();
    if (accusations === this.#accusations) return;
    this.#accusations = accusations;
    for (const [code, [rows, lines]] of Object.entries(office.incidentsAndJournal())) {
      if (rows !== lines)
        this.#found('incident-not-journaled', `${code}: ${rows} records, ${lines} in the journal`);
    }
  }

  #found(code: string, detail: string): void {
    this.#run.found(code, detail);
  }

  /** Of the accomplice, or of a code that was made after the copy that the vault is. */
  #isNotKept({ holder }: Pick<KeptEnvelope, 'holder'>): boolean {
    return (!this.#run.isHonest && this.#run.people.accomplices.has(holder)) || this.#unknown.has(holder);
  }

  #nothingCollectedIsLost(kept: readonly KeptEnvelope[]): void {
    const { truth } = this.#run;
    const here = new Set(kept.map(({ hash }) => hash));
    const heads = new Map(kept.filter(({ isHead }) => isHead).map((one) => [recordKeyOf(one), one]));
    for (const before of this.#kept.values()) {
      if (here.has(before.hash) || this.#isNotKept(before)) continue;
      const old = truth.envelopes.get(before.hash);
      const head = truth.envelopes.get(heads.get(recordKeyOf(before))?.hash ?? '');
      if (old !== undefined && head !== undefined && truth.isBehind(old, head)) continue;
      // Where one has no vector, a version that is two higher counts as what follows, also above a copy that was put back.
      const isByVersion = old?.saves === null || head?.saves === null;
      if (this.#storeIsCopy && isByVersion && (head?.version ?? 0) > before.version + 1) continue;
      this.#found('collected-is-lost', `${before.name} v${before.version} of ${before.holder}`);
    }
    this.#kept = new Map(kept.filter(({ hash }) => truth.envelopes.has(hash)).map((one) => [one.hash, one]));
  }

  #finalsStay(kept: readonly KeptEnvelope[]): void {
    for (const one of kept) {
      const key = recordKeyOf(one);
      const before = this.#finals.get(key);
      if (one.isHead && before !== undefined && before !== one.hash) {
        this.#found('final-replaced', `${one.name} of ${one.holder}`);
      }
      if (one.isHead && one.final && this.#run.truth.envelopes.has(one.hash)) this.#finals.set(key, one.hash);
    }
  }

  /**
   * A sitting that counts the final with which its record ended. One that came beside gives way to that. A new code of who had
   * ended ends with the same answers.
   */
  #sittingsStay(campaign: OpenCampaign, kept: readonly KeptEnvelope[]): void {
    const ended = new Set(kept.filter(({ isHead, final }) => isHead && final).map(({ hash }) => hash));
    for (const [who, { pupil, holder }] of this.#run.people.pupils) {
      if (pupil === null || this.#changed.has(who)) continue;
      const [sitting] = readSittings(campaign, pupil);
      const [counted = ''] = sitting?.state === 'complete' ? sitting.records : [];
      const items = JSON.stringify(sitting?.items ?? {});
      const before = this.#complete.get(pupil);
      const isSame =
        before === undefined || before.hash === counted || (counted !== '' && before.items === items);
      if (!isSame) this.#found('result-changed', `${who}: ${before.hash} → ${counted}`);
      // The end under the old code came after the new code's ticket was sealed: who has begun with that one ends once more.
      const now = toBase64Url(holder.holderId);
      const hasBegunAnew =
        this.#run.truth.envelopes.get(counted)?.holder !== now &&
        kept.some((one) => one.isHead && one.holder === now && !one.final);
      if (ended.has(counted) && !hasBegunAnew) this.#complete.set(pupil, { hash: counted, items });
    }
  }

  /** One record's fault is that record's alone: what a true page brought is here. */
  #whatCameIsHere(kept: readonly KeptEnvelope[]): void {
    const page = this.#run.host.lastTruePage;
    this.#run.host.lastTruePage = null;
    if (page === null) return;
    const { truth } = this.#run;
    const heads = new Map(kept.filter(({ isHead }) => isHead).map((one) => [recordKeyOf(one), one.hash]));
    const here = new Set(kept.map(({ hash }) => hash));
    for (const entry of (JSON.parse(page) as Page).entries) {
      const sealed = truth.envelopes.get(entry.hash);
      if (sealed === undefined || here.has(entry.hash) || this.#isNotKept(entry)) continue;
      const head = truth.envelopes.get(heads.get(recordKeyOf(entry)) ?? '');
      if (head !== undefined && truth.isBehind(sealed, head)) continue;
      this.#found('came-and-was-not-taken', `${entry.name} v${sealed.version}`);
    }
  }

  #liesAreNamed(office: OfficeView, event: ServeEvent): void {
    const told = this.#told;
    this.#told = [];
    // A true feed that was read to its end comes between two that repeat themselves.
    if (told.length === 0 && event.kind === 'pass' && event.complete) this.#repeats = 0;
    // With several lies at once one may hide another.
    if (!this.#run.scenario.spaced || new Set(told.map(({ name }) => name)).size > 1) return;
    if (told[0]?.name === REPEATING) {
      const isNamed = told[0].evidence.every(({ isThere }) => isThere(office));
      // Told about two people, it alters each page twice.
      const pages = told.length / new Set(told.map(({ who }) => who)).size;
      this.#repeats = isNamed ? 0 : this.#repeats + pages;
      if (this.#repeats > REPEATS_AT_MOST) this.#found(`unnamed-${REPEATING}`, `${this.#repeats} pages`);
      // A feed that ends has not repeated itself for ever.
      if (event.kind === 'pass' && event.complete) this.#repeats = 0;
      return;
    }
    // One lie about two people alters one answer twice.
    if (new Set(told.map(({ who }) => who)).size > 1) return;
    for (const { name, evidence, mayRefuse, mustRefuse } of told.slice(0, 1)) {
      if (mustRefuse && event.kind === 'pass') this.#found(`unnamed-${name}`, 'the pass went on');
      if (event.kind !== 'pass' && mayRefuse) continue;
      // A pass that was broken off, by the network or by its time, has not looked at all of it.
      if (event.kind !== 'pass') continue;
      if (!event.complete) {
        // Its time may have gone before the lie: while the platform was down.
        const { passBeganMs } = this.#run.host;
        const wasSpent = passBeganMs !== null && this.#toldAtMs - passBeganMs > TIME_TO_COLLECT_MS;
        const isSlow = wasSpent || runtime.elapsedMs - this.#toldAtMs > MUCH_OF_A_PASS_MS;
        if (!isSlow && evidence.length > 0 && !evidence.some(({ isThere }) => isThere(office))) {
          this.#found(`unnamed-${name}`, evidence.map(({ what }) => what).join(', '));
        }
        continue;
      }
      for (const { what, isThere } of evidence) {
        if (!isThere(office)) this.#found(`unnamed-${name}`, what);
      }
    }
  }

  async afterPlatformRestart(): Promise<void> {
    if (!this.#run.isHonest) return;
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (lookup?.state !== 'open') return;
    const { truth } = this.#run;
    for (const hash of truth.acknowledged) {
      const sealed = truth.envelopes.get(hash) as Sealed;
      const head = await lookup.campaign.record(fromBase64Url(sealed.holder), sealed.name);
      if (head === null || head.version < sealed.version) {
        this.#found(
          'acknowledged-is-lost',
          `${sealed.name} v${sealed.version}: the platform has v${head?.version ?? 0}`,
        );
      }
    }
  }

  /** Ends of `campaign publish` that are right: it says what the platform did, and the next one goes on from there. */
  mayRefusePublication(refusal: Refusal): boolean {
    this.messageIsOurs(refusal);
    return MAY_REFUSE_PUBLICATION.test(refusal.code);
  }

  /**
   * What the vault counts as given to the platform is there; since everything was sent again, it is something that the host
   * said to have taken.
   */
  async whatWasPublishedIsThere(campaign: OpenCampaign): Promise<void> {
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (lookup?.state !== 'open') return this.#found('published-is-not-there', 'the campaign');
    const { vault, name } = campaign;
    const { given } = this.#run.truth;
    const wasSentAgain = new OfficeView(campaign).journalHas('campaign.publish-again');
    const mustBeThere = (what: string, there: unknown) => {
      if (there === null) this.#found('published-is-not-there', what);
      if (wasSentAgain && !given.has(what)) this.#found('counts-as-given', what);
    };
    for (const path of publicPaths(vault, name, 'all')) {
      const hash = toHex(findPublicFile(vault, name, path)?.hash ?? new Uint8Array(0));
      mustBeThere(`content ${hash}`, await lookup.campaign.content(hash));
    }
    for (const { sequence, calendar } of vault.all<{ sequence: string; calendar: number }>(
      'SELECT sequence, calendar FROM content_release WHERE campaign = ?',
      name,
    )) {
      mustBeThere(`key ${sequence} ${calendar}`, await lookup.campaign.key(sequence, calendar));
    }
    for (const { holder } of vault.all<{ holder: Uint8Array }>('SELECT holder FROM routing_sent')) {
      mustBeThere(`routing ${toBase64Url(holder)}`, await lookup.campaign.routing(holder, 'maths'));
    }
  }

  /** Something that the vault counts as given and the platform lacks; null: nothing. */
  async missingThere({ vault, name }: OpenCampaign): Promise<string | null> {
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (lookup?.state !== 'open') return null;
    const there = lookup.campaign;
    const given = givenCampaigns(vault, name).map(({ card }) => JSON.stringify(card));
    if (given.length > 0 && !given.includes(JSON.stringify((await there.published()).card)))
      return 'the card';
    for (const { path, hash } of givenFiles(vault, name))
      if ((await there.content(toHex(hash))) === null) return `content ${path}`;
    for (const kind of ['pupil', 'staff', 'class', 'school'] as const)
      for (const holder of someGiven({ vault, name }, kind, 'assigned', new Uint8Array(16), 1_000))
        for (const one of givenDocuments(vault, holder)) {
          const shown = await there.document(holder, one.name);
          if (shown === null || !equalBytes(shown.hash, one.hash)) return `${one.name} of a ${kind}`;
        }
    return null;
  }

  /** Whether an older copy was put in the place of the platform's store. */
  get storeIsCopy(): boolean {
    return this.#storeIsCopy;
  }

  /** Before closing, when everything has arrived: what a screen called saved is in the record, or behind it. */
  atTheEnd(office: OfficeView): void {
    const { truth } = this.#run;
    const kept = office.kept();
    this.#nothingCollectedIsLost(kept);
    if (office.journalHas(PLANTED)) this.#found('words-of-the-host', 'in the journal');
    const waiting = office.codesThatWait();
    if (waiting > 0)
      this.#found('codes-not-sent', `${waiting} holders or revocations that the platform lacks`);
    if (!this.#run.isHonest) return;
    const heads = new Map(kept.filter(({ isHead }) => isHead).map((one) => [recordKeyOf(one), one.hash]));
    for (const hash of [...truth.acknowledged, ...truth.rescued]) {
      const sealed = truth.envelopes.get(hash) as Sealed;
      const head = truth.envelopes.get(heads.get(recordKeyOf(sealed)) ?? '');
      if (this.#unknown.has(sealed.holder) || (head !== undefined && truth.isBehind(sealed, head))) continue;
      if (kept.some((one) => one.hash === hash)) continue;
      // A history that begins anew on a store of before is kept beside the office's own: its newest states stand for it.
      // So it is with a rescue file: of each computer the newest state is kept beside a record.
      const isBranch = this.#storeIsCopy || !truth.acknowledged.has(hash);
      if (isBranch && kept.some((one) => truth.isBehindOne(sealed, one.hash))) continue;
      this.#found('acknowledged-is-lost', `${sealed.name} v${sealed.version} of ${sealed.holder}`);
    }
  }

  /** What the platform has when it is closed over, honest by then, whatever it told before. */
  async beforeClosing(): Promise<void> {
    const lookup = await this.#run.platform.store?.campaign(NAME_OF_CAMPAIGN);
    if (lookup?.state !== 'open') return;
    for (const key of this.#run.truth.records.keys()) {
      const [holder = '', name = ''] = key.split(' ');
      const head = await lookup.campaign.record(fromBase64Url(holder), name);
      if (head?.final === true) this.#endedThere.add(hashOf(head.bytes));
    }
    for await (const hash of branchesThere(lookup.campaign)) this.#besideThere.add(hash);
    this.#toldBeforeClosing = this.#liesTold();
  }

  #liesTold(): number {
    return Object.values(this.#run.told).reduce((sum, count) => sum + count, 0);
  }

  /**
   * After the last collection: every final that the platform has is at the office too, as the head or beside it, and so is all that
   * stands beside a record there. That has no name to be asked for: a host that lies during the closing may withhold it.
   */
  afterLastCollection(office: OfficeView): void {
    const here = new Set(office.kept().map(({ hash }) => hash));
    // Closed in several attempts, it tells this step again when all is erased.
    if (here.size === 0) return;
    const isTrueSince = this.#liesTold() === this.#toldBeforeClosing;
    for (const hash of [...this.#endedThere, ...(isTrueSince ? this.#besideThere : [])]) {
      if (here.has(hash)) continue;
      const sealed = this.#run.truth.envelopes.get(hash);
      if (sealed === undefined || this.#isNotKept(sealed)) continue;
      const what = this.#endedThere.has(hash) ? 'final-not-collected' : 'beside-not-collected';
      this.#found(what, `${sealed.name} v${sealed.version} of ${sealed.holder}`);
    }
  }
}

/** Hashes of what stands beside records in a store, rescued envelopes included. */
async function* branchesThere(campaign: CampaignFeed): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const page = await campaign.feed({
      after,
      limit: 400,
      wholeHeads: false,
      maxBytes: 2 ** 23,
      only: 'others',
    });
    for (const { kind, hash } of page.entries) if (kind === 'branch') yield toBase64Url(hash);
    if (!page.more) return;
    after = page.next ?? '';
  }
}

/** Of the envelope's header. */
function deviceIn(sealed: Sealed | undefined): string {
  return sealed === undefined ? '' : toBase64Url(parseEnvelopeHeader(sealed.bytes).device);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}
