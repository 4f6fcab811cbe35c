/**
 * Which runs can show a hole at all: only those are played when it is looked for, so that the search costs a fraction. A seed
 * at which a hole is found is never earlier so than if all were played.
 */
import { COMPUTERS } from '../world/computers.ts';
import type { Scenario, Step } from '../world/scenario.ts';
import type { HOLES } from './holes.ts';

type Needs = (scenario: Scenario) => boolean;

const lies: Needs = ({ host }) => host === 'lying';
const isHonest: Needs = ({ host }) => host === 'honest';
const does =
  (...what: readonly Step['do'][]): Needs =>
  ({ steps }) =>
    steps.some((step) => what.includes(step.do));
/** One of these lies; what the other steps are is left open. */
const tells =
  (lie: RegExp): Needs =>
  ({ host, steps }) =>
    host === 'lying' && steps.some((step) => step.do === 'lie' && lie.test(step.lie));
const both =
  (...needs: readonly Needs[]): Needs =>
  (scenario) =>
    needs.every((one) => one(scenario));
const killed = (what: 'platform' | 'office'): Needs => {
  return ({ steps }) => steps.some((step) => step.do === 'kill' && step.what === what);
};

const restored = (what: 'platform' | 'office'): Needs => {
  return ({ steps }) => steps.some((step) => step.do === 'restore' && step.what === what);
};

const hasTwoTabs: Needs = ({ steps }) => steps.some((step) => 'machine' in step && step.machine >= COMPUTERS);

const NEEDS: Readonly<Partial<Record<keyof typeof HOLES, Needs>>> = {
  'open-after-replace': lies,
  'no-previous-check': lies,
  'final-after-final': tells(/^(?:better-final|other-history|old-head|fork|wire-)/),
  'wrong-audit-ends-serve': tells(/^(?:audit|wire-records)/),
  'audit-evaded-by-empty-list': tells(/^audit-(?:of-nothing|rubbish)/),
  'audit-evaded-by-rubbish': tells(/^audit-unreadable/),
  'newer-that-never-comes': tells(/^(?:audit-newer|wire-records)/),
  'purge-spoils-certificate': tells(/purge/),
  'purge-of-any-day': tells(/purge/),
  'purge-of-nothing': tells(/purge/),
  'beside-is-read-once': tells(/^skipped/),
  'endless-feed': tells(/^(?:endless|always|wire-feed)/),
  'branches-without-end': tells(/^flood/),
  'kept-without-trace': tells(/^rubbish-under-names/),
  'old-code-is-believed': tells(/^under-an-old-code/),
  'any-time-is-believed': tells(/^impossible-time/),
  'acknowledged-before-the-disk': both(isHonest, killed('platform')),
  'no-journal-in-the-browser': does('leave', 'open'),
  'one-entry-costs-the-page': tells(/^(?:rubbish-entries|huge|more-than|wire-feed)/),
  'unsigned-documents-are-read': both(lies, does('deceive')),
  'unproven-key-ends-serve': tells(/key$/),
  'purged-ends-serve': tells(/^(?:purged|wire-)/),
  'revoked-answers-otherwise': both(isHonest, does('grant', 'leak')),
  'key-is-not-proven': tells(/key$/),
  'rubbish-rescue-unnamed': tells(/^rubbish-rescue/),
  'any-time-to-wait-is-believed': both(lies, does('deceive')),
  'second-tab-replaces-the-first': hasTwoTabs,
  'symbols-that-cannot-be-decoded': tells(/^wire-/),
  'words-of-the-host-are-shown': tells(/^wire-/),
  'statement-nested-without-end': tells(/^wire-(?:key|purge)/),
  'page-counts-as-done': tells(/^(?:wire|unasked)-/),
  'older-state-is-taken-over': both(lies, does('deceive')),
  'older-state-is-resumed': both(lies, does('deceive')),
  'late-is-let-go-of': both(lies, does('deceive')),
  'lower-version-gives-way': both(lies, does('deceive')),
  'codes-are-given-again': both(restored('office'), does('grant')),
  'lost-is-not-sent-again': restored('platform'),
  'passphrase-half-changed': both(does('passphrase'), killed('office')),
  'serve-keeps-the-old-key': does('replace-signing'),
  'waiting-under-another-key': both(does('replace-signing'), does('network')),
  'leak-costs-the-work': does('leak'),
  'served-wrong-unnamed': tells(/^dropped-/),
  'read-back-by-an-old-vault': both(isHonest, restored('office')),
  'closed-without-identifiers': ({ campaign }) => campaign === 'adaptive',
};

export function canShow(hole: string, scenario: Scenario): boolean {
  return NEEDS[hole]?.(scenario) ?? true;
}
